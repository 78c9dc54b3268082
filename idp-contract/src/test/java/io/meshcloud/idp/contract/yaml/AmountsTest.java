// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.problem.Finding;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An amount of a resource")
class AmountsTest {
    private static List<Finding> findings(DocumentKind kind, String text) {
        return Samples.read(kind, kind.fileName(), Bytes.utf8(text)).match(Document::warnings, findings -> findings);
    }

    private static List<Finding> memory(String limit) {
        var text = Samples.appEnvironment()
                .replace("memory: \"256Mi\"", "memory: 0")
                .replace("memory: \"512Mi\"", "memory: " + limit);
        return findings(DocumentKind.APP_ENVIRONMENT, text);
    }

    private static List<Finding> cpu(String limit) {
        var text =
                Samples.appEnvironment().replace("cpu: \"200m\"", "cpu: 0").replace("cpu: \"1000m\"", "cpu: " + limit);
        return findings(DocumentKind.APP_ENVIRONMENT, text);
    }

    private static void assertWarning(List<Finding> findings, String what, String fix) {
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isFalse();
            assertThat(finding.what()).isEqualTo(what);
            assertThat(finding.fix()).isEqualTo(fix);
        });
    }

    @Nested
    @DisplayName("of memory")
    class Memory {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '"',
                value = {
                    "512, '512' is 512 bytes, did you mean '512Mi'?",
                    "512m, '512m' is 0.512 bytes, did you mean '512Mi'?",
                    "512k, '512k' is 512000 bytes, did you mean '512Mi'?",
                    "2, '2' is 2 bytes, did you mean '2Gi'?",
                    "1.5, '1.5' is 1.5 bytes, did you mean '1.5Gi'?",
                    "4194303, '4194303' is 4194303 bytes, did you mean '4194303Mi'?"
                })
        void of_less_than_4_MiB_causes_a_warning_with_the_probable_amount(String amount, String what, String fix) {
            assertWarning(memory(amount), what, fix);
        }

        @ParameterizedTest
        @ValueSource(strings = {"4Mi", "4194304", "4096Ki", "5M", "1G", "128Mi"})
        void of_4_MiB_and_more_causes_no_warning(String amount) {
            assertThat(memory(amount)).isEmpty();
        }

        @Test
        void of_a_fraction_of_a_byte_causes_a_warning() {
            assertThat(memory("\"5000000.5\""))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.what()).contains("not a whole number of bytes"));
        }

        @Test
        void without_a_probable_amount_causes_a_warning_too() {
            assertWarning(memory("\"0.0001\""), "'0.0001' is 0.0001 bytes", "check the unit, for example 512Mi");
        }
    }

    @Nested
    @DisplayName("of processor time")
    class Cpu {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '"',
                value = {
                    "500, '500' is 500 cores, did you mean '500m'?",
                    "100, '100' is 100 cores, did you mean '100m'?",
                    "500Mi, '500Mi' is 524288000 cores, did you mean '500m'?",
                    "500n, '500n' is less than a thousandth of a core, did you mean '500m'?"
                })
        void in_the_wrong_unit_causes_a_warning_with_the_probable_amount(String amount, String what, String fix) {
            assertWarning(cpu(amount), what, fix);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1m", "0.001", "1", "64", "99", "1500m"})
        void in_a_usual_amount_causes_no_warning(String amount) {
            assertThat(cpu(amount)).isEmpty();
        }
    }

    @Test
    @DisplayName("may be 0 as a request: nothing is reserved")
    void requests_may_be_zero() {
        var text =
                Samples.appEnvironment().replace("cpu: \"200m\"", "cpu: 0m").replace("memory: \"256Mi\"", "memory: 0");

        assertThat(findings(DocumentKind.APP_ENVIRONMENT, text)).isEmpty();
    }

    @Test
    @DisplayName("that is the platform's maximum gives a warning if it is 0 or a few bytes")
    void maximums_cause_a_warning() {
        var zero = findings(DocumentKind.PLATFORM, Samples.platform().replace("cpu: \"4\"", "cpu: 0"));
        var few = findings(DocumentKind.PLATFORM, Samples.platform().replace("memory: \"8Gi\"", "memory: 8"));

        assertWarning(
                zero, "the maximum is 0, so no environment may run", "remove the field if there is to be no maximum");
        assertWarning(few, "'8' is 8 bytes", "did you mean '8Mi'?");
    }
}
