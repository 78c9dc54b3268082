// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Writing a file of the contract")
class WritingTest {
    private static String withoutCommentsAndGaps(String text) {
        return text.replaceAll("(?m)^ *(#.*)?\n", "").replaceAll("(?m) +#.*$", "");
    }

    @Test
    @DisplayName("gives the ADR's release word for word, without comments and empty lines")
    void looks_like_the_ADR() {
        var release = ReadingTest.valid(ContractFiles.readAppRelease("release.yaml", Bytes.utf8(Samples.appRelease())))
                .value();

        assertThat(ContractFiles.writeAppRelease(release).asText())
                .isEqualTo(withoutCommentsAndGaps(Samples.appRelease()));
    }

    @Test
    @DisplayName("gives the ADR's environment word for word, without comments and empty lines")
    void an_environment_looks_like_the_ADR() {
        var environment = ReadingTest.valid(
                        ContractFiles.readAppEnvironment("app-env.yaml", Bytes.utf8(Samples.appEnvironment())))
                .value();

        assertThat(ContractFiles.writeAppEnvironment(environment).asText())
                .isEqualTo(withoutCommentsAndGaps(Samples.appEnvironment()));
    }

    @Test
    @DisplayName("puts the watermark last, as a quoted time in UTC")
    void writes_the_watermark() {
        var text = Samples.appRelease() + "  newestSeenAt: \"2025-12-29T15:00:00.5+01:00\"\n";
        var release = ReadingTest.valid(ContractFiles.readAppRelease("release.yaml", Bytes.utf8(text)))
                .value();

        assertThat(release.optionalNewestSeenAt()).contains(Instant.parse("2025-12-29T14:00:00.500Z"));
        assertThat(ContractFiles.writeAppRelease(release).asText())
                .endsWith("  observedBy: platform-release-controller\n  newestSeenAt: \"2025-12-29T14:00:00.500Z\"\n");
    }
}
