// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class QuantityProperties {
    @Property
    void a_quantity_is_read_back_as_it_was_printed(@ForAll("quantities") Quantity quantity) {
        assertThat(Quantity.parse(quantity.toString())).isEqualTo(quantity);
    }

    @Property
    void comparison_is_a_total_order(
            @ForAll("quantities") Quantity a, @ForAll("quantities") Quantity b, @ForAll("quantities") Quantity c) {
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
            assertThat(a).isLessThanOrEqualTo(c);
        }
    }

    @Property
    void a_thousand_milli_equal_one(@ForAll @IntRange(min = -1_000_000, max = 1_000_000) int amount) {
        assertThat(Quantity.parse(amount + "000m")).isEqualByComparingTo(Quantity.parse("" + amount));
    }

    @Property
    void each_binary_step_is_1024(@ForAll @IntRange(max = 7) int amount) {
        var steps = new String[] {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
        for (int i = 1; i < steps.length; i++) {
            assertThat(Quantity.parse(1024L * amount + steps[i - 1]))
                    .isEqualByComparingTo(Quantity.parse(amount + steps[i]));
        }
    }

    @Property
    void a_decimal_number_has_its_own_value(
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long unscaled,
            @ForAll @IntRange(max = 9) int scale) {
        var number = BigDecimal.valueOf(unscaled, scale);

        assertThat(Quantity.parse(number.toPlainString()).amount()).isEqualByComparingTo(number);
    }

    @Property
    void any_invalid_text_is_a_problem(@ForAll("nearlyQuantities") String text) {
        try {
            assertThat(Quantity.parse(text)).hasToString(text);
        } catch (io.meshcloud.idp.contract.problem.IdpException e) {
            assertThat(e.problem().what()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<Quantity> quantities() {
        var sign = Arbitraries.of("", "", "+", "-");
        var number =
                Arbitraries.of("0", "1", "1.", ".5", "1.5", "1000", "1024", "999.999", "0.0000000001", "12345678901");
        var suffix = Arbitraries.of(
                "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-3",
                "e+18", "e999");
        return Combinators.combine(sign, number, suffix).as((s, n, u) -> Quantity.parse(s + n + u));
    }

    @Provide
    Arbitrary<String> nearlyQuantities() {
        return Arbitraries.strings().withChars("0123456789.+-eEinumkKMGTP _").ofMaxLength(12);
    }
}
