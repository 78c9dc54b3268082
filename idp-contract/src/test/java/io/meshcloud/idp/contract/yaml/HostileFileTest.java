// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.problem.Finding;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The largest allowed files, each made to be expensive to read. */
@DisplayName("A malicious file is read quickly and reported briefly:")
@Slow
class HostileFileTest {
    /**
     * Reading each file takes at most two seconds; without the rule that it tests, it took many seconds or overflowed
     * the stack.
     */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String PLATFORM = "apiVersion: idp.meshcloud.io/v1alpha1\nkind: Platform\nspec:\n";

    private static List<Finding> read(DocumentKind kind, String text) {
        var bytes = Bytes.utf8(text);
        assertThat(bytes.size()).isLessThanOrEqualTo(256 * 1024);
        var findings = assertTimeoutPreemptively(SOON, () -> Samples.errors(kind, bytes));
        assertThat(findings)
                .hasSizeLessThanOrEqualTo(500)
                .allSatisfy(
                        finding -> assertThat(finding.what() + finding.fix()).hasSizeLessThan(600));
        return findings;
    }

    private static String times(int count, IntFunction<String> text) {
        return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining());
    }

    @Test
    void thousands_of_environments() {
        var text = PLATFORM + "  environments:\n" + times(18_000, i -> "    a" + Integer.toString(i, 36) + ": {}\n");

        assertThat(read(DocumentKind.PLATFORM, text)).isEmpty();
    }

    @Test
    void thousands_of_environments_promoted_from_unknown_ones() {
        var text = PLATFORM + "  environments:\n"
                + times(6_000, i -> "    a" + Integer.toString(i, 36) + ": {promoteFrom: [zz-zz]}\n");

        assertThat(read(DocumentKind.PLATFORM, text)).hasSize(500);
    }

    @Test
    void a_layout_of_thousands_of_parts() {
        var text = PLATFORM + "  layout: " + times(30_000, i -> "{a" + Integer.toString(i, 36) + "}/") + "x\n";

        assertThat(read(DocumentKind.PLATFORM, text)).hasSize(1);
    }

    @Test
    void a_pattern_of_thousands_of_characters() {
        var text = PLATFORM + "  environments:\n    dev:\n      tags: \"[" + "a".repeat(250_000) + "]\"\n";

        assertThat(read(DocumentKind.PLATFORM, text)).hasSize(1);
    }

    @Test
    void a_number_of_thousands_of_digits() {
        var text = Samples.appEnvironment().replace("replicas: 2", "replicas: " + "7".repeat(250_000));

        assertThat(read(DocumentKind.APP_ENVIRONMENT, text)).hasSize(1);
    }

    @Test
    void a_number_of_thousands_of_parts() {
        var text = Samples.appEnvironment().replace("replicas: 2", "replicas: 1" + ":1:11".repeat(50_000));

        assertThat(read(DocumentKind.APP_ENVIRONMENT, text)).hasSize(1);
    }
}
