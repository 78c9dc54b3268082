// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicLabelTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.example/team/app",
                "git@git.example:team/app.git",
                "ssh://git@git.example:22/team/app.git",
                "0123456789abcdef",
                "v1.2.3-rc.1+build",
                "refs/heads/main"
            })
    void without_a_secret_is_unchanged(String label) {
        assertThat(PublicLabel.of(label)).contains(label);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://user:s3cret@git.example/app | https://git.example/app",
                "https://s3cret@git.example/app | https://git.example/app",
                "HTTPS://s3cret@git.example | HTTPS://git.example",
                "//s3cret@git.example/app | //git.example/app",
                "s3cret@git.example:team/app.git | git.example:team/app.git",
                "user:s3cret@git.example:team/app.git | git.example:team/app.git",
                "ssh://user:s3cret@git.example/app | ssh://git.example/app",
                "https://a:s3cret@b@git.example/app | https://git.example/app",
                "https://git@s3cret@git.example/app | https://git.example/app",
                "https://git.example/app?token=s3cret | https://git.example/app",
                "git@git.example?token=s3cret | git@git.example",
                "git@git.example:team/app.git?token=s3cret | git@git.example:team/app.git",
                "https://git.example/app#s3cret | https://git.example/app",
                "https://git.example/app;token=s3cret | https://git.example/app",
                "https://git.example/app&token=s3cret | https://git.example/app",
                "https://git.example?s3cret@x | https://git.example",
            })
    void loses_credentials_and_query_in_every_form_of_url(String label, String published) {
        assertThat(PublicLabel.of(label)).contains(published);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:s3/cret@git.example/app",
                "https://user:s3/cret-git@git.example/app",
                "see https://user:s3cret@git.example/app and /x@y",
                "?token=s3cret",
                "",
                " ",
                " padded ",
                "two\nlines",
                "\u202Ebidi"
            })
    void that_may_contain_a_secret_or_is_not_one_plain_line_is_omitted(String label) {
        assertThat(PublicLabel.of(label)).isEmpty();
    }

    @Test
    void that_is_absent_or_too_long_is_omitted() {
        assertThat(PublicLabel.of(null)).isEmpty();
        assertThat(PublicLabel.of("x".repeat(300))).isPresent();
        assertThat(PublicLabel.of("x".repeat(301))).isEmpty();
        assertThat(PublicLabel.of("https://git.example/?" + "x".repeat(1_000_000)))
                .isEmpty();
    }
}
