// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @Nested
    class The_value_that_Kubernetes_holds {
        @ParameterizedTest
        @CsvSource({
            "0, 0",
            "00, 0",
            "-0, 0",
            "0Ki, 0",
            "0e7, 0",
            "7, 7",
            "007, 7",
            "+7, 7",
            "-7, -7",
            "7., 7",
            ".5, 0.5",
            "1.5, 1.5",
            "1.500, 1.5",
            "3n, 0.000000003",
            "3u, 0.000003",
            "200m, 0.2",
            "1000m, 1",
            "3k, 3000",
            "3M, 3000000",
            "3G, 3000000000",
            "3T, 3000000000000",
            "3P, 3000000000000000",
            "3E, 3000000000000000000",
            "1Ki, 1024",
            "128Mi, 134217728",
            "1.5Gi, 1610612736",
            "0.5Ti, 549755813888",
            "2Pi, 2251799813685248",
            "7Ei, 8070450532247928832",
            "5e3, 5000",
            "5E3, 5000",
            "5e+3, 5000",
            "5e-3, 0.005",
            "1.25e1, 12.5",
            "5e003, 5000",
            "5E0, 5",
        })
        void is_the_number_times_its_suffix(String text, String value) {
            assertThat(Quantity.parse(text).amount()).isEqualByComparingTo(new BigDecimal(value));
        }

        @ParameterizedTest
        @CsvSource({
            "0.9n, 1n",
            "1.1n, 2n",
            "-0.1n, -1n",
            "1e-10, 1n",
            "1e-999, 1n",
            "0.0000000001, 1n",
            "1.0000000000001, 1000000001n",
            "0.0000000000001Ki, 1n",
            "-1.0000000001, -1000000001n",
        })
        void is_rounded_away_from_zero_below_nano(String text, String held) {
            assertThat(Quantity.parse(text)).isEqualByComparingTo(Quantity.parse(held));
        }

        @Test
        void is_capped_for_a_binary_suffix_but_not_for_a_decimal_one() {
            var largest = new BigDecimal(Long.MAX_VALUE);

            assertThat(Quantity.parse("8Ei").amount()).isEqualByComparingTo(largest);
            assertThat(Quantity.parse("-99999Ei").amount()).isEqualByComparingTo(largest.negate());
            assertThat(Quantity.parse("10E").amount()).isEqualByComparingTo("10000000000000000000");
            assertThat(Quantity.parse("9223372036854775809").amount()).isGreaterThan(largest);
        }
    }

    @Nested
    class A_text_that_is_not_a_quantity {
        @ParameterizedTest
        @ValueSource(strings = {"", "+", "-", ".", "+.", "k", "Mi", "e3", ".Gi", " 1", "--1", "+-1", "m1", "#"})
        void has_no_number(String text) {
            refuses(text, "has no number");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1i", "1K", "1ki", "1mi", "1gi", "1Gb", "1GB", "1 Gi", "1Gi ", "1Mii", "1g", "1MM", "1.1.1", "1,5",
                    "1_000", "0x1F", "1+1", "1m3", "1Ki3", "1µ", "1\n", "1\u0661", ".5i", "1Ni", "1ui"
                })
        void has_an_unknown_suffix(String text) {
            refuses(text, "has the unknown suffix");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e", "1Ee3", "1EE", "1e+", "1E-", "1e1.5", "1e3k", "1eE3", "1e+-3", "1e\u0663", "1Ek"})
        void has_an_exponent_that_is_not_whole(String text) {
            refuses(text, "exponent that is not a whole number");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e1000", "1e-1000", "1e999999999", "1E-999999999", "1e4294967296", "0e1000"})
        void has_an_exponent_beyond_every_amount(String text) {
            refuses(text, "has an exponent greater than 999");
        }

        @Test
        void is_too_long() {
            assertThat(Quantity.parse("1".repeat(128)).amount().precision()).isEqualTo(128);
            refuses("1".repeat(129), "is longer than 128 characters");
            refuses("1".repeat(1_000_000), "is longer than 128 characters");
        }

        @Test
        void has_digits_of_another_script() {
            refuses("\u0661", "has no number");
        }

        @Test
        void is_reported_with_a_fix() {
            assertThatExceptionOfType(IdpException.class)
                    .isThrownBy(() -> Quantity.parse("1GB"))
                    .satisfies(e -> assertThat(e.problem().what()).isEqualTo("'1GB' has the unknown suffix 'GB'"))
                    .satisfies(e -> assertThat(e.problem().fix()).contains("1.5Gi"));
        }
    }

    @Nested
    class Comparison {
        @ParameterizedTest
        @CsvSource({"1000m, 1", "1024Mi, 1Gi", "0.5, 500m", "1.5Gi, 1536Mi", "1e3, 1k", "1E, 1e18", "-0, 0", "1, 1.0"})
        void finds_equal_amounts_in_different_notations(String one, String other) {
            assertThat(Quantity.parse(one)).isEqualByComparingTo(Quantity.parse(other));
            assertThat(Quantity.parse(one)).isNotEqualTo(Quantity.parse(other));
        }

        @ParameterizedTest
        @CsvSource({"999m, 1", "1G, 1Gi", "1k, 1Ki", "-1, 0", "1e998, 1e999", "9007199254740992, 9007199254740993"})
        void distinguishes_less_from_more_exactly(String less, String more) {
            assertThat(Quantity.parse(less)).isLessThan(Quantity.parse(more));
            assertThat(Quantity.parse(more)).isGreaterThan(Quantity.parse(less));
        }

        @Test
        void of_the_largest_and_the_smallest_is_fast() {
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                for (int i = 0; i < 1_000; i++) {
                    assertThat(Quantity.parse("9".repeat(100) + "e999")).isGreaterThan(Quantity.parse("1e-999"));
                }
            });
        }
    }

    @Test
    void is_equal_if_its_text_is_equal() {
        assertThat(Quantity.parse("1.50")).isEqualTo(Quantity.parse("1.50")).hasToString("1.50");
        assertThat(Quantity.parse("1.50")).hasSameHashCodeAs(Quantity.parse("1.50"));
        assertThat(new Quantity("1", new BigDecimal("1.000"))).isEqualTo(Quantity.parse("1"));
    }

    @Test
    void says_whether_it_is_negative() {
        assertThat(Quantity.parse("-1m").isNegative()).isTrue();
        assertThat(Quantity.parse("-0").isNegative()).isFalse();
        assertThat(Quantity.parse("0").isNegative()).isFalse();
        assertThat(Quantity.parse("1").isNegative()).isFalse();
    }

    @Test
    void cannot_be_created_with_an_amount_that_differs_from_its_text() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Quantity("1", BigDecimal.TEN));
    }

    private static void refuses(String text, String why) {
        assertThatExceptionOfType(IdpException.class)
                .isThrownBy(() -> Quantity.parse(text))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.INVALID_VALUE))
                .satisfies(e -> assertThat(e.problem().what()).contains(why))
                .satisfies(e -> assertThat(e.problem().fix()).isNotBlank());
    }
}
