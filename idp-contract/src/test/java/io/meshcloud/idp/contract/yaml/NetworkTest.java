// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A network")
class NetworkTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "10.0.0.0/8",
                "10.1.2.3/32",
                "::/0",
                "::1/128",
                "fd00::/8",
                "2001:db8::1:0/112",
                "1:2:3:4:5:6:7:8/128",
                "FD00::/8"
            })
    void consists_of_an_address_and_a_prefix_length(String text) {
        assertThat(Network.parse(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0/8",
                "10.0.0.0.0/8",
                "10.0.0.256/8",
                "010.0.0.0/8",
                "::/129",
                ":::/8",
                "1::2::3/8",
                "1:2:3:4:5:6:7:8::/8",
                "1:2:3:4:5:6:7/8",
                "12345::/8",
                "::1.2.3.4/96",
                "fe80::1%eth0/64"
            })
    void rejects_any_other_text(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8",
        "10.1.2.3/31, 10.1.2.2/31",
        "10.1.2.3/0, 0.0.0.0/0",
        "fd00::1/8, fd00:0:0:0:0:0:0:0/8",
        "2001:db8:ffff::/33, 2001:db8:8000:0:0:0:0:0/33"
    })
    void with_host_bits_causes_a_warning_that_shows_the_network(String text, String network) {
        assertThat(Network.parse(text).orElseThrow().canonical()).hasToString(network);

        var file = Bytes.utf8(Samples.platform().replace("10.0.0.0/8", text));
        var warnings = Samples.read(DocumentKind.PLATFORM, "platform.yaml", file)
                .match(document -> document.warnings(), findings -> findings);

        assertThat(warnings).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isFalse();
            assertThat(finding.pointer()).isEqualTo("spec.egress[0].cidr");
            assertThat(finding.what()).contains("'" + text + "'");
            assertThat(finding.fix()).contains(network);
        });
    }
}
