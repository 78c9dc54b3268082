package io.meshcloud.idp.cli;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.HOST;
import static io.meshcloud.idp.cli.StateFixture.RELEASE_PATH;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.OciImage;
import io.meshcloud.idp.registry.OciLayoutWriter;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The purpose of it all with real parts: an image that skopeo pushes to a real registry is on the state branch. */
class PushToDeploymentIT {
    private static final Instant BUILT = Instant.parse("2026-11-20T00:00:00Z");
    private static final ImageRepository REPOSITORY = ImageRepository.parse(StateFixture.REPOSITORY);

    @TempDir
    private Path folder;

    private RegistryServer registry;
    private StateFixture fixture;

    @BeforeEach
    void start() throws Exception {
        RealPart.require("skopeo", "git");
        registry = RegistryServer.start(Files.createDirectory(folder.resolve("server")), "");
        fixture = StateFixture.in(folder).withEnvironment();
        fixture.commit(work -> {
            var file = work.resolve("platform/platform.yaml");
            Files.writeString(file, Files.readString(file).replace("deployOnPush: false", "deployOnPush: true"));
        });
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private TestRun cli() {
        return fixture.cli()
                .with("IDP_REGISTRY", HOST + "=" + registry.url())
                .with("IDP_REGISTRY_REGISTRY_EXAMPLE_USER", RegistryServer.USER)
                .with("IDP_REGISTRY_REGISTRY_EXAMPLE_PASSWORD", RegistryServer.PASSWORD);
    }

    private Path built(String name) {
        return folder.resolve("built-" + name);
    }

    private void push(String name, String reference, String... options) {
        var words = new ArrayList<>(List.of("skopeo", "copy", "--insecure-policy", "--dest-tls-verify=false"));
        words.addAll(List.of(options));
        words.addAll(List.of(
                "--dest-creds",
                RegistryServer.USER + ":" + RegistryServer.PASSWORD,
                "oci:" + built(name) + ":" + name,
                "docker://" + registry.host() + "/" + REPOSITORY.path() + reference));
        RealPart.run(folder, words.toArray(String[]::new));
    }

    private Digest image(String name, Instant created) {
        return new OciLayoutWriter(built(name))
                .write(Tag.parse(name), OciImage.created(created).label("name", name));
    }

    private String release() {
        return RealPart.git(fixture.state(), "show", "main:" + RELEASE_PATH);
    }

    @Test
    void an_image_is_released_with_the_digest_that_was_pushed() throws IOException {
        var digest = image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");

        assertThat(require(cli().run("reconcile", "--once")).out()).contains(ADDRESS, "updated");

        assertThat(release()).contains(digest.value(), "1.0.0", "platform-release-controller");
        assertThat(require(cli().run("verify")).out()).contains("all as the platform writes them");
    }

    @Test
    void an_index_is_released_as_the_index() {
        var amd64 = OciImage.created(BUILT);
        var digest = new OciLayoutWriter(built("2.0.0"))
                .writeIndex(Tag.parse("2.0.0"), List.of(amd64, amd64.on("linux", "arm64")));
        push("2.0.0", ":2.0.0", "--all", "--preserve-digests");

        require(cli().run("reconcile", "--once"));

        assertThat(release()).contains(digest.value());
    }

    @Test
    void an_image_of_docker_s_own_format_is_released_too() {
        image("3.0.0", BUILT);
        push("3.0.0", ":3.0.0", "--format", "v2s2");

        assertThat(require(cli().run("reconcile", "--once")).out()).contains("1 updated");
        assertThat(release()).contains("3.0.0", "sha256:");
    }

    @Test
    void what_was_pushed_by_digest_only_waits_for_a_tag() {
        var digest = image("4.0.0", BUILT);
        push("4.0.0", "@" + digest.value());

        assertThat(require(cli().run("reconcile", "--once")).out()).contains("0 updated");

        push("4.0.0", ":4.0.0");
        assertThat(require(cli().run("reconcile", "--once")).out()).contains("1 updated");
    }

    @Test
    void a_tag_that_is_moved_to_an_older_image_is_found() {
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
    void a_registry_that_is_gone_is_exit_code_6_and_changes_nothing() throws IOException {
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
    void wrong_credentials_are_exit_code_6_and_told_without_them() {
        image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");

        var result = cli().with("IDP_REGISTRY_REGISTRY_EXAMPLE_PASSWORD", "wr0ng-secret")
                .run("reconcile", "--once");

        assertThat(result.code()).isEqualTo(6);
        assertThat(result.out() + result.err()).contains("IDP-4002").doesNotContain("wr0ng-secret");
    }
}
