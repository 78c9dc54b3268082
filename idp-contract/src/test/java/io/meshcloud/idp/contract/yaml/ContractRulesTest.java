// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every rule that concerns one file")
class ContractRulesTest {
    static Stream<Mutation> mutations() {
        return Stream.of(AppEnvironmentMutations.all(), AppReleaseMutations.all(), PlatformMutations.all())
                .flatMap(all -> all);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    @DisplayName("is reported at its position with a helpful message")
    void refuses(Mutation mutation) {
        mutation.assertRefused();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    @DisplayName("gives the same unique keys whether the file is scanned or parsed")
    void gives_the_same_keys(Mutation mutation) {
        var text = mutation.bytes().asText();
        var notPlain = Bytes.utf8(text + "\n# \uD83D\uDE00\n");

        assertThat(UniqueKeys.read(mutation.bytes())).isEqualTo(UniqueKeys.read(notPlain));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is satisfied by the samples, without a warning")
    void accepts_the_samples(DocumentKind kind) {
        var bytes = Bytes.utf8(Samples.of(kind));

        var warnings =
                Samples.read(kind, kind.fileName(), bytes).match(document -> document.warnings(), findings -> findings);

        assertThat(warnings).isEmpty();
        assertThat(ContractFiles.kindOf(bytes)).contains(kind);
    }

    @Test
    @DisplayName("is satisfied by the first platform.yaml, which equals the defaults")
    void the_first_platform_file_is_the_default() {
        var read = ContractFiles.readPlatform("platform.yaml", ContractFiles.defaultPlatformFile());

        Platform platform = read.match(Document::value, findings -> {
            throw new AssertionError(findings);
        });
        assertThat(platform).isEqualTo(Platform.DEFAULT);
    }

    @Test
    @DisplayName("names the line and column of the file")
    void counts_lines_and_columns_from_one() {
        var text = Samples.appEnvironment().replace("replicas: 2", "replicas: 02");

        var findings = Samples.errors(DocumentKind.APP_ENVIRONMENT, Bytes.utf8(text));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.location()).hasToString("app-env.yaml:32:17");
            assertThat(finding.pointer()).isEqualTo("spec.runtime.scaling.replicas");
        });
    }
}
