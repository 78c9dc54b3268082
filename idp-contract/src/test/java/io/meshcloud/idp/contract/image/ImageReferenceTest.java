// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void by_tag() {
        var image = ImageReference.parse("a.b:5000/team/app:1.2");

        assertThat(image.repository()).hasToString("a.b:5000/team/app");
        assertThat(image.optionalTag()).contains(Tag.parse("1.2"));
        assertThat(image.optionalDigest()).isEmpty();
        assertThat(image).hasToString("a.b:5000/team/app:1.2");
    }

    @Test
    void by_digest() {
        var image = ImageReference.parse("a.b:5000/team/app@" + DIGEST);

        assertThat(image.optionalTag()).isEmpty();
        assertThat(image.optionalDigest()).contains(Digest.parse(DIGEST));
        assertThat(image).hasToString("a.b:5000/team/app@" + DIGEST);
    }

    @Test
    void by_both() {
        var image = ImageReference.parse("a.b/app:1.2@" + DIGEST);

        assertThat(image.optionalTag()).contains(Tag.parse("1.2"));
        assertThat(image.optionalDigest()).contains(Digest.parse(DIGEST));
        assertThat(image).hasToString("a.b/app:1.2@" + DIGEST);
    }

    @Nested
    class Is_refused {
        @ParameterizedTest
        @CsvSource({
            "a.b/app, names a repository",
            "a.b:5000/app, names a repository",
            "a.b/app:, '' is not a tag",
            "a.b/app:1:2, 'a.b/app:1' has a tag",
            "a.b/app@, '' is not a digest",
            "a.b/app@latest, 'latest' is not a digest",
            "a.b/app@sha256:00, 'sha256:00' is not a digest",
            "nginx, has no path",
            "nginx:1.25, has no path",
            "localhost:5000, has no path",
            "library/nginx:1.25, does not start with a registry's host",
            "https://a.b/app:1, has a scheme",
            "'a.b/app:1 ', '''1 '' is not a tag'",
            "'', has no path",
        })
        void texts_that_are_not_a_reference(String text, String why) {
            assertThat(refusal(ProblemCode.INVALID_IMAGE, () -> ImageReference.parse(text))
                            .what())
                    .contains(why);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "me:hunter2@a.b/c:1",
                    "me:hunter2@a.b/c",
                    "me:hun/hunter2@a.b/c:1",
                    "https://me:hunter2@a.b/c:1",
                    "https://me:hunter2@a.b/c@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                    "me:hunter2@a.b/c@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                })
        void without_showing_a_password(String text) {
            assertThat(refusal(ProblemCode.INVALID_IMAGE, () -> ImageReference.parse(text))
                            .toString())
                    .doesNotContain("hunter2");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "a:", "a.b/", "@", "/", ":"})
        void quickly_when_it_is_huge(String unit) {
            refusal(ProblemCode.INVALID_IMAGE, () -> ImageReference.parse(unit.repeat(1_000_000 / unit.length())));
        }
    }
}
