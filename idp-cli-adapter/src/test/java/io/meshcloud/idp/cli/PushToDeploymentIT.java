// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole path with real parts: an image that skopeo pushes to a real registry is on the state branch. */
class PushToDeploymentIT extends PushingTeam {
    @Test
    void an_image_is_released_with_the_digest_that_was_pushed() throws IOException {
        var digest = image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");

        assertThat(require(cli().run("reconcile", "--once")).out()).contains(ADDRESS, "updated");

        assertThat(release()).contains(digest.value(), "1.0.0", "platform-release-controller");
        assertThat(require(cli().run("verify")).out()).contains("all as the platform writes them");
    }

    @Test
    void an_index_is_released_with_its_own_digest() {
        var amd64 = OciImage.created(BUILT);
        var digest = new OciLayoutWriter(built("2.0.0"))
                .writeIndex(Tag.parse("2.0.0"), List.of(amd64, amd64.on("linux", "arm64")));
        push("2.0.0", ":2.0.0", "--all", "--preserve-digests");

        require(cli().run("reconcile", "--once"));

        assertThat(release()).contains(digest.value());
    }

    @Test
    void an_image_in_docker_format_is_released() {
        image("3.0.0", BUILT);
        push("3.0.0", ":3.0.0", "--format", "v2s2");

        assertThat(require(cli().run("reconcile", "--once")).out()).contains("1 updated");
        assertThat(release()).contains("3.0.0", "sha256:");
    }

    @Test
    void an_image_pushed_by_digest_waits_for_a_tag() {
        var digest = image("4.0.0", BUILT);
        push("4.0.0", "@" + digest.value());

        assertThat(require(cli().run("reconcile", "--once")).out()).contains("0 updated");

        push("4.0.0", ":4.0.0");
        assertThat(require(cli().run("reconcile", "--once")).out()).contains("1 updated");
    }

    @Test
    void a_chart_is_not_released() throws IOException {
        var digest = image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");
        chart("9.9.9");
        push("9.9.9", ":9.9.9");

        assertThat(require(cli().run("reconcile", "--once")).out()).contains("1 updated");

        assertThat(release()).contains(digest.value());
        assertThat(cli().run("release", ADDRESS, "--image", "9.9.9").err()).contains("IDP-4006");
    }

    @Test
    void a_tag_that_moved_to_an_older_image_is_resolved_to_it() {
        image("old", BUILT.minusSeconds(60));
        var old = image("old", BUILT.minusSeconds(60));
        image("new", BUILT);
        push("new", ":latest");
        require(cli().run("reconcile", "--once"));

        push("old", ":latest");
        require(cli().run("reconcile", "--once"));

        assertThat(release()).contains(old.value());
    }

    @Test
    void an_unreachable_registry_is_exit_code_6_and_changes_nothing() throws IOException {
        image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");
        require(cli().run("reconcile", "--once"));
        var head = fixture.head();
        registry.close();

        var result = cli().run("reconcile", "--once");

        assertThat(result.code()).isEqualTo(6);
        assertThat(result.out() + result.err()).contains("IDP-4001").doesNotContain(RegistryServer.PASSWORD);
        assertThat(fixture.head()).isEqualTo(head);
    }

    @Test
    void wrong_credentials_are_exit_code_6_and_are_not_printed() {
        image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");

        var result = cli().with("IDP_REGISTRY_REGISTRY_EXAMPLE_PASSWORD", "wr0ng-secret")
                .run("reconcile", "--once");

        assertThat(result.code()).isEqualTo(6);
        assertThat(result.out() + result.err()).contains("IDP-4002").doesNotContain("wr0ng-secret");
    }

    @Test
    void a_registry_with_a_private_certificate_authority_needs_its_certificate_configured() throws Exception {
        registry.close();
        registry = RegistryServer.startSecure(Files.createDirectory(folder.resolve("secure")));
        var digest = image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");

        var unknown = cli().run("reconcile", "--once");
        assertThat(unknown.code()).isEqualTo(6);
        assertThat(unknown.out()).contains("IDP-4001", "an authority that is not trusted here");

        var missing = cli().with("IDP_REGISTRY_CA", "no-such.pem").run("reconcile", "--once");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains(folder.resolve("no-such.pem").toString(), "PEM");

        var ca = registry.certificate().toString();
        assertThat(require(cli().run("reconcile", "--once", "--registry-ca", ca))
                        .out())
                .contains("1 updated");
        assertThat(release()).contains(digest.value());
    }

    @Test
    void images_with_impossible_times_are_skipped_and_named() {
        var digest = image("1.0.0", BUILT);
        image("epoch", Instant.EPOCH);
        image("later", Instant.parse("2099-01-01T00:00:00Z"));
        for (var name : List.of("1.0.0", "epoch", "later")) {
            push(name, ":" + name);
        }

        var result = require(cli().run("reconcile", "--once", "--output", "json"));

        assertThat(result.out())
                .contains(
                        "ignored because their time",
                        "epoch (built 1970-01-01T00:00:00Z), later (built 2099-01-01T00:00:00Z)");
        assertThat(release()).contains(digest.value(), "1.0.0");
    }

    @Test
    void two_images_with_the_same_time_are_not_released() throws IOException {
        image("a", BUILT);
        image("b", BUILT);
        push("a", ":a");
        push("b", ":b");
        var head = fixture.head();

        var result = require(cli().run("reconcile", "--once"));

        assertThat(result.out()).contains("IDP-2021", "the 2 newest images are equally new");
        assertThat(fixture.head()).isEqualTo(head);
    }
}
