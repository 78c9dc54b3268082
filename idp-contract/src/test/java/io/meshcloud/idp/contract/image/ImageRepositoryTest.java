// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRepositoryTest {
    @ParameterizedTest
    @CsvSource({
        "harbor.example.tld/team-a/app1/dev, harbor.example.tld, team-a/app1/dev",
        "localhost/app, localhost, app",
        "localhost:5000/app, localhost:5000, app",
        "registry:5000/app, registry:5000, app",
        "registry:1/app, registry:1, app",
        "registry:65535/app, registry:65535, app",
        "10.0.0.1/app, 10.0.0.1, app",
        "255.255.255.255:5000/app, 255.255.255.255:5000, app",
        "1.registry.example/app, 1.registry.example, app",
        "a.b1/app, a.b1, app",
        "xn--bcher-kva.example/app, xn--bcher-kva.example, app",
        "a.b/c, a.b, c",
        "a.b/c.d_e__f-g--h---i/0, a.b, c.d_e__f-g--h---i/0",
    })
    void is_a_host_and_a_path(String text, String host, String path) {
        var repository = ImageRepository.parse(text);

        assertThat(repository).isEqualTo(new ImageRepository(host, path)).hasToString(text);
    }

    @Test
    void has_at_most_255_characters() {
        var host = "a.b/";

        assertThat(ImageRepository.parse(host + "c".repeat(251)).toString()).hasSize(255);
        assertThat(refused(host + "c".repeat(252)).what()).contains("longer than 255");
    }

    @Test
    void is_ordered_by_its_text() {
        assertThat(ImageRepository.parse("a.b/c")).isLessThan(ImageRepository.parse("a.b/d"));
    }

    @Nested
    class A_refusal_of_a_superfluous_part {
        @ParameterizedTest
        @CsvSource({
            "https://a.b/c, has a scheme",
            "oci://a.b/c, has a scheme",
            "a.b/c:1.0, has a tag",
            "a.b:5000/c:1.0, has a tag",
            "a.b/c:, has a tag",
            "a.b/c@sha256:0000, has a digest",
            "a.b, has no path",
            "a.b:5000, has no path",
            "app, has no path",
            "'', has no path",
            "team/app, does not start with a registry's host",
            "library/nginx, does not start with a registry's host",
            "/app, does not start with a registry's host",
            "-a.b/app, does not start with a registry's host",
            "a-.b/app, does not start with a registry's host",
            "a..b/app, does not start with a registry's host",
            "a.b./app, does not start with a registry's host",
            ".a.b/app, does not start with a registry's host",
            "a_b.c/app, does not start with a registry's host",
            ":5000/app, does not start with a registry's host",
            "./app, does not start with a registry's host",
            "../app, does not start with a registry's host",
            "bücher.example/app, does not start with a registry's host",
            "[::1]:5000/app, has an IPv6 address",
            "registry.42/app, 'which is neither a name nor an IPv4 address'",
            "registry.4x/app, 'which is neither a name nor an IPv4 address'",
            "192.168.1.300/app, 'which is neither a name nor an IPv4 address'",
            "192.168.01.3/app, 'which is neither a name nor an IPv4 address'",
            "1.2.3/app, 'which is neither a name nor an IPv4 address'",
            "1.2.3.4.5/app, 'which is neither a name nor an IPv4 address'",
            "5000:5000/app, 'which is neither a name nor an IPv4 address'",
            "a.b:0/c, has the invalid port '0'",
            "a.b:65536/c, has the invalid port '65536'",
            "a.b:99999/c, has the invalid port '99999'",
            "a.b:080/c, has the invalid port '080'",
            "a.b:/c, has the invalid port ''",
            "a.b:x/c, has the invalid port 'x'",
            "a.b:1:2/c, has the invalid port '1:2'",
            "A.b/c, has upper-case letters",
            "a.b/Team/c, has upper-case letters",
            "a.b/, has the part ''",
            "a.b//c, has the part ''",
            "a.b/c/, has the part ''",
            "a.b/../c, has the part '..'",
            "a.b/c/.., has the part '..'",
            "a.b/./c, has the part '.'",
            "a.b/c..d, has the part 'c..d'",
            "a.b/c___d, has the part 'c___d'",
            "a.b/c._d, has the part 'c._d'",
            "a.b/-c, has the part '-c'",
            "a.b/c-, has the part 'c-'",
            "a.b/_c, has the part '_c'",
            "a.b/.git, has the part '.git'",
            "a.b/c d, has the part 'c d'",
            "a.b/c?d=e, has the part 'c?d=e'",
            "a.b/c%2fd, has the part 'c%2fd'",
        })
        void names_the_part(String text, String why) {
            assertThat(refused(text).what()).contains(why);
        }

        @Test
        void shows_no_line_break() {
            assertThat(refused("a.b/c\n").what()).contains("'a.b/c\\u000a'");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "me:hunter2@a.b/c",
                    "me:hunter2@a.b",
                    "me:hun/hunter2@a.b/c",
                    "https://me:hunter2@a.b/c",
                    "https://me:hunter2@a.b/c@sha256:0000",
                    "me:hunter2@a.b/c@sha256:0000",
                    "me:hunter2@@a.b/c",
                })
        void shows_no_password(String text) {
            assertThat(refused(text).toString()).doesNotContain("hunter2");
        }
    }

    @Nested
    class A_text_of_a_million_characters {
        @ParameterizedTest
        @ValueSource(strings = {"a", "a.", "a-", "a/", "a_", ":", "@", "[", "A", "a.b/c", "://"})
        void is_refused_at_once(String unit) {
            refused(unit.repeat(1_000_000 / unit.length()));
            refused("a.b/" + unit.repeat(1_000_000 / unit.length()));
        }
    }

    private static Problem refused(String text) {
        return refusal(ProblemCode.INVALID_IMAGE, () -> ImageRepository.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io/team/app, docker.io/team/app",
        "index.docker.io/team/app, docker.io/team/app",
        "docker.io/app, docker.io/library/app",
        "index.docker.io/app, docker.io/library/app",
        "docker.io.example/app, docker.io.example/app",
        "quay.io/app, quay.io/app"
    })
    void the_names_of_docker_hub_are_one_repository(String written, String repository) {
        assertThat(ImageRepository.parse(written)).hasToString(repository);
        assertThat(ImageRepository.parse(repository)).isEqualTo(ImageRepository.parse(written));
    }
}
