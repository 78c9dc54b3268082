// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type, as values. */
class RequestTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @Nested
    class An_image {
        @Test
        void is_a_tag_a_digest_or_a_reference() {
            assertThat(ImageChoice.parse("1.2.3")).isInstanceOf(ImageChoice.ByTag.class);
            assertThat(ImageChoice.parse(DIGEST)).isInstanceOf(ImageChoice.ByDigest.class);
            var reference = ImageChoice.parse("registry.example.org/team/app:1.2.3@" + DIGEST);
            assertThat(reference.repository()).isPresent();
            assertThat(reference.tag()).isPresent();
            assertThat(reference.digest()).isPresent();
            assertThat(reference).hasToString("registry.example.org/team/app:1.2.3@" + DIGEST);
        }

        @Test
        void that_looks_like_a_name_and_a_tag_is_refused_with_what_to_write_instead() {
            assertThatThrownBy(() -> ImageChoice.parse("hello-api:1.5.0"))
                    .isInstanceOfSatisfying(IdpException.class, it -> {
                        assertThat(it.problem().what()).contains("looks like name:tag");
                        assertThat(it.problem().fix()).contains("write 1.5.0 ", "host/path:1.5.0");
                    });
        }

        @Test
        void that_is_a_mistyped_digest_is_not_taken_for_a_name_and_a_tag() {
            assertThatThrownBy(() -> ImageChoice.parse("sha256:abc"))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().what()).contains("is not a digest"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "-x",
                    "app:1.2.3",
                    "sha256:abc",
                    "sha512:abc",
                    "registry.example.org/app",
                    "a\nb",
                    "../x"
                })
        void is_refused_if_it_has_another_form(String text) {
            assertThatThrownBy(() -> ImageChoice.parse(text))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.INVALID_IMAGE));
        }
    }

    @Nested
    class An_expectation {
        @Test
        void is_the_word_none_or_a_digest() {
            assertThat(ExpectedCurrent.parse("none")).isInstanceOf(ExpectedCurrent.Nothing.class);
            assertThat(ExpectedCurrent.parse(DIGEST)).hasToString(DIGEST);
            assertThatThrownBy(() -> ExpectedCurrent.parse("1.2.3")).isInstanceOf(IdpException.class);
        }
    }

    @Nested
    class A_target {
        @Test
        void is_a_commit_or_a_digest() {
            assertThat(RollbackTarget.parse("0123abc")).isEqualTo(new RollbackTarget.ToCommit("0123abc"));
            assertThat(RollbackTarget.parse(DIGEST)).isInstanceOf(RollbackTarget.ToDigest.class);
            assertThat(RollbackTarget.parse("sha256:ed96817d8969"))
                    .isEqualTo(new RollbackTarget.ToDigestPrefix("sha256:ed96817d8969"));
        }

        @Test
        void is_not_a_tag_because_a_tag_may_have_moved() {
            assertThatThrownBy(() -> RollbackTarget.parse("1.4.4")).isInstanceOfSatisfying(IdpException.class, it -> {
                assertThat(it.problem().what()).contains("'1.4.4'", "a tag is not accepted");
                assertThat(it.problem().fix()).contains("the commit", "`idp history`");
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "abc",
                    "HEAD",
                    "0123ABC",
                    "--all",
                    "0123abc\n",
                    "main~1",
                    "sha256:abcdef",
                    "sha256:ABCDEF0"
                })
        void is_refused_if_it_is_neither_commit_nor_digest(String text) {
            assertThatThrownBy(() -> RollbackTarget.parse(text)).isInstanceOf(IdpException.class);
        }
    }
}
