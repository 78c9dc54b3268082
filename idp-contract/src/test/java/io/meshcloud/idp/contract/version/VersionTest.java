// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.version;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    /**
     * The examples of SemVer 2.0.0, item 11, and others that libraries get wrong; each is higher than the one before.
     */
    private static final List<String> ASCENDING = List.of(
            "0.0.0-0",
            "0.0.0",
            "0.9.0",
            "1.0.0-1",
            "1.0.0-2",
            "1.0.0-10",
            "1.0.0-99999999999999999999",
            "1.0.0--",
            "1.0.0-1a",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0-rc10",
            "1.0.0-rc9",
            "1.0.0",
            "1.0.9",
            "1.0.10",
            "1.0.20261130154400",
            "1.9.0",
            "1.10.0",
            "2.0.0",
            "2.1.0",
            "2.1.1",
            "99999999999999999999.0.0");

    @Test
    void precedence_is_that_of_semver() {
        for (int i = 0; i < ASCENDING.size(); i++) {
            for (int j = 0; j < ASCENDING.size(); j++) {
                var one = Version.parse(ASCENDING.get(i));
                var other = Version.parse(ASCENDING.get(j));

                assertThat(Integer.signum(one.compareTo(other)))
                        .as("%s and %s", one, other)
                        .isEqualTo(Integer.compare(i, j));
                assertThat(one.equals(other)).isEqualTo(i == j);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3, 1.2.3",
        "v1.2.3, 1.2.3",
        "1.2.3+build.5, 1.2.3",
        "1.2.3_build.5, 1.2.3",
        "v1.2.3-rc.1_b, 1.2.3-rc.1",
        "1.2.3-0.x-y.7z, 1.2.3-0.x-y.7z",
        "1.2.3----RC-SNAPSHOT.12.9.1--.12, 1.2.3----RC-SNAPSHOT.12.9.1--.12"
    })
    void a_tag_may_have_a_leading_v_and_build_metadata(String tag, String version) {
        assertThat(Version.inTag(tag)).contains(Version.parse(version));
        assertThat(Version.parse(version)).hasToString(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v",
                "1",
                "1.2",
                "1.2.3.4",
                "01.2.3",
                "1.02.3",
                "1.2.03",
                "1.2.3-",
                "1.2.3-01",
                "1.2.3-a..b",
                "1.2.3-a_",
                "1.2.3+",
                "1.2.3+a+b",
                "1.2.3+a..b",
                "vv1.2.3",
                "V1.2.3",
                "=1.2.3",
                " 1.2.3",
                "1.2.3 ",
                "1.2.3-\u0661",
                "\u0661.2.3",
                "latest",
                "-1.2.3",
                "1.-2.3",
                "build-41-1.4.2"
            })
    void other_tags_name_no_version(String tag) {
        assertThat(Version.inTag(tag)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.2.3", "1.2.3+build", "1.2", "1.2.3-01"})
    void in_a_file_a_version_has_one_notation(String text) {
        assertThat(refusal(ProblemCode.INVALID_VALUE, () -> Version.parse(text)).what())
                .contains("is not a version");
    }

    @Test
    void long_texts_are_not_parsed() {
        for (var part : List.of("a.", "1", "-", ".", "a-")) {
            var text = "1.2.3-" + part.repeat(1_000_000) + "a";

            assertThat(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Version.inTag(text)))
                    .isEmpty();
        }
        assertThat(Version.inTag("1.2.3-" + "a".repeat(122))).isPresent();
        assertThat(Version.inTag("1.2.3-" + "a".repeat(123))).isEmpty();
    }
}
