// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.HOST;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A signed image for two platforms, from what skopeo pushed to what skopeo pulls and Git holds. */
class PromotionIT extends PushingTeam {
    private static final String PROD = "likvid/hello-api/prod";
    private static final String PROD_PATH = "likvid/hello-api/prod";
    private static final String OTHER_HOST = "other.example";

    private RegistryServer other;
    private Digest digest;
    private Digest signature;

    @BeforeEach
    void release_in_dev() throws Exception {
        other = RegistryServer.start(Files.createDirectory(folder.resolve("other-server")), "");
        var amd64 = OciImage.created(BUILT).file("app/hello", Bytes.utf8("#!/bin/sh\n"), true);
        digest = new OciLayoutWriter(built("1.0.0"))
                .writeIndex(Tag.parse("1.0.0"), List.of(amd64, amd64.on("linux", "arm64")));
        push("1.0.0", ":1.0.0", "--all", "--preserve-digests");
        signature = image("signature", BUILT);
        push("signature", ":" + signatureTag(), "--preserve-digests");
        require(cli().run("release", ADDRESS, "--image", digest.value()));
    }

    @AfterEach
    void stop_the_other() {
        if (other != null) {
            other.close();
        }
    }

    private String signatureTag() {
        return "sha256-" + digest.hex() + ".sig";
    }

    private void createProd(String host) throws IOException {
        Files.writeString(
                folder.resolve("prod.yaml"),
                StateFixture.contract("likvid", "hello-api", "prod", host + "/" + PROD_PATH));
        require(cli().run("env", "create", PROD, "-f", "prod.yaml"));
    }

    @Override
    TestRun cli() {
        return super.cli()
                .with("IDP_REGISTRY", HOST + "=" + registry.url() + "," + OTHER_HOST + "=" + other.url())
                .with("IDP_REGISTRY_OTHER_EXAMPLE_USER", RegistryServer.USER)
                .with("IDP_REGISTRY_OTHER_EXAMPLE_PASSWORD", RegistryServer.PASSWORD);
    }

    private JsonNode promote() throws IOException {
        return new ObjectMapper()
                .readTree(require(cli().run("promote", ADDRESS, PROD, "--output", "json"))
                        .out());
    }

    private String tag() {
        return "promoted-" + digest.hex().substring(0, 12);
    }

    /** The digest that skopeo resolves a tag to. */
    private String seen(RegistryServer server, String tag) throws IOException {
        var file = Files.createTempFile(folder, "manifest", ".json");
        Files.writeString(
                file,
                RealPart.run(
                        folder,
                        "skopeo",
                        "inspect",
                        "--raw",
                        "--tls-verify=false",
                        "--creds",
                        RegistryServer.USER + ":" + RegistryServer.PASSWORD,
                        "docker://" + server.host() + "/" + PROD_PATH + ":" + tag));
        return RealPart.run(folder, "skopeo", "manifest-digest", file.toString())
                .strip();
    }

    private void assertPromotedTo(RegistryServer server, String host) throws IOException {
        assertThat(seen(server, tag())).isEqualTo(digest.value());
        assertThat(seen(server, signatureTag())).isEqualTo(signature.value());
        var pulled = folder.resolve("pulled");
        RealPart.run(
                folder,
                "skopeo",
                "copy",
                "--all",
                "--preserve-digests",
                "--insecure-policy",
                "--src-tls-verify=false",
                "--src-creds",
                RegistryServer.USER + ":" + RegistryServer.PASSWORD,
                "docker://" + server.host() + "/" + PROD_PATH + "@" + digest,
                "oci:" + pulled + ":pulled");
        var release = RealPart.git(
                fixture.state(), "show", "main:workspaces/likvid/projects/hello-api/tenants/prod/release.yaml");
        assertThat(release).contains(host + "/" + PROD_PATH, tag(), digest.value());
        assertThat(RealPart.git(fixture.state(), "log", "-1", "--format=%B", "main"))
                .contains("Idp-Promoted-From: " + ADDRESS, "Idp-Reason: promoted from " + ADDRESS);
        assertThat(RealPart.git(fixture.state(), "diff", "--name-only", "main~1", "main")
                        .lines())
                .hasSize(1);
        assertThat(require(cli().run("verify")).out()).contains("all as the platform writes them");
    }

    @Test
    void within_a_registry_downloads_and_uploads_no_layer() throws IOException {
        createProd(HOST);

        var result = promote();

        assertThat(result.at("/transfer/uploaded").asInt()).isZero();
        assertThat(result.at("/transfer/mounted").asInt()).isPositive();
        assertPromotedTo(registry, HOST);
    }

    @Test
    void to_another_registry_copies_the_layers_through_idp() throws IOException {
        createProd(OTHER_HOST);

        var result = promote();

        assertThat(result.at("/transfer/mounted").asInt()).isZero();
        assertThat(result.at("/transfer/bytes").asLong()).isPositive();
        assertPromotedTo(other, OTHER_HOST);
    }

    @Test
    void done_twice_changes_nothing() throws IOException {
        createProd(HOST);
        promote();
        var head = fixture.head();

        assertThat(promote().at("/release/result").asText()).isEqualTo("unchanged");
        assertThat(fixture.head()).isEqualTo(head);
    }

    @Test
    void during_a_stop_copies_nothing() throws IOException {
        createProd(HOST);
        require(cli().run("stop", "--reason", "fire"));

        var refused = cli().run("promote", ADDRESS, PROD);

        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("IDP-2012");
        assertThat(folder.resolve("server/storage/docker/registry/v2/repositories/" + PROD_PATH))
                .doesNotExist();
    }
}
