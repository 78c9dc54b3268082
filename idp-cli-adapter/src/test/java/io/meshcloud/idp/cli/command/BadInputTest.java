// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.FILE_PATH;
import static io.meshcloud.idp.cli.StateFixture.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.contract.image.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of files, registries and Git around a release: every answer is a problem, and the branch stays as it was. */
class BadInputTest {
    private static final Instant CREATED = Instant.parse("2026-11-20T00:00:00Z");
    private static final byte[] TEN_MEGABYTES = new byte[10 * 1024 * 1024];

    @TempDir
    private Path folder;

    private StateFixture fixture;
    private String before;

    @BeforeEach
    void an_environment() throws IOException {
        fixture = StateFixture.in(folder).withEnvironment();
        before = fixture.head();
    }

    @AfterEach
    void the_state_repository_is_unchanged() throws IOException {
        assertThat(fixture.head()).isNotEmpty().isEqualTo(before);
    }

    private void refused(TestRun.Result result, int code, String... words) {
        assertThat(result.code()).as("%s", result).isEqualTo(code);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(words).contains("fix:").doesNotContain("Exception", "\tat ");
    }

    private TestRun.Result release(TestRun run) {
        return run.run("release", ADDRESS, "--image", "1.0.0");
    }

    @Nested
    class Unusable_files {
        @Test
        void a_link_in_place_of_the_contract_is_not_followed() throws IOException {
            fixture.commit(work -> {
                Files.delete(work.resolve(FILE_PATH));
                Files.createSymbolicLink(work.resolve(FILE_PATH), Path.of("elsewhere"));
            });
            before = fixture.head();
            fixture.push("1.0.0", CREATED);
            refused(release(fixture.cli()), 3, "IDP-2015", "symbolic link");
        }

        @Test
        void a_committed_contract_of_ten_megabytes_is_not_opened() throws IOException {
            fixture.commit(work -> Files.write(work.resolve(FILE_PATH), TEN_MEGABYTES));
            before = fixture.head();
            fixture.push("1.0.0", CREATED);
            refused(release(fixture.cli()), 3, "IDP-2015", "IDP-1002");
        }

        @Test
        void a_file_of_ten_megabytes_is_not_committed() throws IOException {
            Files.write(folder.resolve("big.yaml"), TEN_MEGABYTES);
            refused(fixture.cli().run("env", "create", "likvid/hello-api/prod", "-f", "big.yaml"), 3, "IDP-1002");
            refused(fixture.cli().run("env", "apply", ADDRESS, "-f", "big.yaml"), 3, "IDP-1002");
        }

        @Test
        void a_missing_file_and_a_folder_are_named() {
            refused(fixture.cli().run("env", "apply", ADDRESS, "-f", "gone.yaml"), 2, "IDP-5004", "gone.yaml");
            refused(fixture.cli().run("env", "apply", ADDRESS, "-f", "."), 2, "IDP-5004", "folder");
        }

        @Test
        void nonsense_on_standard_input_is_refused_with_its_place() {
            refused(
                    fixture.cli().typing("a: [").run("env", "create", "likvid/hello-api/prod", "-f", "-"),
                    3,
                    "IDP-1001");
        }
    }

    @Nested
    class Findings_in_the_input {
        private static final String OTHER = "likvid/hello-api/prod";

        private String broken() {
            return StateFixture.contract("likvid", "hello-api", "prod", HOST + "/likvid/hello-api/prod")
                    .replace("8080", "99999")
                    .replace("replicas: 1", "replica: 1");
        }

        @Test
        void name_the_file_and_are_counted() throws IOException {
            Files.writeString(folder.resolve("bad3.yaml"), broken());
            var created = fixture.cli().run("env", "create", OTHER, "-f", "bad3.yaml");
            refused(created, 3, "- bad3.yaml:14:13: IDP-", "- bad3.yaml:16:7: IDP-", "breaks 3 rules\n");
            assertThat(created.err()).doesNotContain("workspaces/");
            assertThat(created.err().split("99999", -1)).hasSize(2);
            refused(fixture.cli().run("env", "apply", ADDRESS, "-f", "bad3.yaml"), 3, "- bad3.yaml:14:13: IDP-");
        }

        @Test
        void name_standard_input() {
            var result = fixture.cli().typing(broken()).run("env", "create", OTHER, "-f", "-");
            refused(result, 3, "- standard input:14:13: IDP-");
            assertThat(result.err()).doesNotContain("workspaces/");
        }

        @Test
        void name_the_flag_of_the_field() {
            var result = fixture.cli()
                    .run(
                            "env",
                            "create",
                            OTHER,
                            "--tenant=likvid",
                            "--app=hello-api",
                            "--environment=prod",
                            "--namespace=app-x",
                            "--repository=registry.example/likvid/hello-api/prod",
                            "--port=99999",
                            "--replicas=1",
                            "--cpu-request=100m",
                            "--memory-request=128Mi",
                            "--cpu-limit=1",
                            "--memory-limit=1Gi");
            refused(result, 3, "--port (from flags)");
            assertThat(result.err()).doesNotContain("workspaces/");
        }

        @Test
        void name_the_file_of_the_state_repository() throws IOException {
            fixture.commit(work -> Files.writeString(work.resolve("platform/platform.yaml"), "kind: nonsense\n"));
            before = fixture.head();
            refused(
                    fixture.cli().run("env", "apply", ADDRESS, "-f", "dev.yaml", "--drop-release"),
                    3,
                    "platform/platform.yaml");
        }
    }

    @Nested
    class Broken_settings_of_the_platform {
        @Test
        void cause_a_warning_when_environments_are_listed() throws IOException {
            fixture.commit(work -> {
                Files.writeString(work.resolve("platform/platform.yaml"), "kind: nonsense\n");
                Files.writeString(work.resolve(FILE_PATH), "kind: nonsense\n");
            });
            before = fixture.head();
            var listed = fixture.cli().run("env", "list");
            assertThat(listed.code()).isZero();
            assertThat(listed.out()).contains("broken").doesNotContain("warning");
            assertThat(listed.err())
                    .contains("warning: platform/platform.yaml", "idp validate", "`idp env show " + ADDRESS + "`");
        }

        @Test
        void that_never_existed_cause_a_warning_on_each_write() throws IOException {
            var other = StateFixture.in(Files.createDirectory(folder.resolve("other")));
            other.push("1.0.0", CREATED);
            var warning = "warning: no platform/platform.yaml: the defaults apply; `idp init` writes it";
            Files.writeString(other.folder().resolve("dev.yaml"), StateFixture.contract());
            assertThat(other.cli()
                            .run("env", "create", ADDRESS, "-f", "dev.yaml")
                            .err())
                    .contains(warning);
            assertThat(release(other.cli()).err()).contains(warning);
            assertThat(other.cli().run("validate").out()).contains("IDP-2026", "the defaults apply");
            assertThat(other.cli().run("init").err()).doesNotContain("warning");
        }

        @Test
        void that_were_renamed_refuse_each_write() throws IOException {
            fixture.push("1.0.0", CREATED);
            fixture.commit(
                    work -> Files.move(work.resolve("platform/platform.yaml"), work.resolve("platform/platform.yml")));
            before = fixture.head();
            var fix = "rename platform/platform.yml to platform/platform.yaml";
            refused(release(fixture.cli()), 3, "IDP-2014", fix);
            refused(fixture.cli().run("env", "set", ADDRESS, "runtime.scaling.replicas=2"), 3, "IDP-2014", fix);
            refused(fixture.cli().run("reconcile", "--once"), 3, "IDP-2014", fix);
            refused(fixture.cli().run("init"), 3, "IDP-2014", fix);
            assertThat(fixture.cli().run("env", "list").err()).contains(fix);
            var validated = fixture.cli().run("validate");
            assertThat(validated.code()).isEqualTo(3);
            assertThat(validated.out()).contains("IDP-2014", fix);
        }
    }

    @Nested
    class Layouts_that_are_corrupt {
        @Test
        void half_an_index_is_refused() throws IOException {
            fixture.push("1.0.0", CREATED);
            Files.writeString(fixture.registry().resolve("likvid/hello-api/dev/index.json"), "{\"manifests\": [");
            refused(release(fixture.cli()), 6, "IDP-4005");
        }

        @Test
        void a_manifest_that_does_not_match_its_digest_is_refused() throws IOException {
            var digest = fixture.push("1.0.0", CREATED);
            Files.writeString(fixture.registry().resolve("likvid/hello-api/dev/blobs/sha256/" + digest.hex()), "{}");
            refused(release(fixture.cli()), 6, "IDP-400");
        }
    }

    @Nested
    class Registries_that_fail {
        private HttpServer server;

        @BeforeEach
        void a_server_on_loopback() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.start();
        }

        @AfterEach
        void it_stops() {
            server.stop(0);
        }

        private TestRun served(HttpHandler handler) {
            server.createContext("/v2/", handler);
            return fixture.cli()
                    .with(
                            "IDP_REGISTRY",
                            HOST + "=http://127.0.0.1:" + server.getAddress().getPort());
        }

        private static void answer(HttpExchange exchange, int status, String body) throws IOException {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        }

        @Test
        void an_answer_of_500_is_exit_code_6() {
            refused(release(served(exchange -> answer(exchange, 500, "boom"))), 6, "IDP-4003", "500");
        }

        @Test
        void a_wrong_digest_header_is_exit_code_6() {
            refused(
                    release(served(exchange -> {
                        exchange.getResponseHeaders().add("Content-Type", "application/vnd.oci.image.manifest.v1+json");
                        exchange.getResponseHeaders()
                                .add(
                                        "Docker-Content-Digest",
                                        Digest.of(new byte[] {1}).toString());
                        answer(exchange, 200, "{\"schemaVersion\":2}");
                    })),
                    6,
                    "IDP-4004");
        }

        @Test
        void no_answer_is_exit_code_6() {
            int port = server.getAddress().getPort();
            server.stop(0);
            refused(
                    release(fixture.cli().with("IDP_REGISTRY", HOST + "=http://127.0.0.1:" + port)),
                    6,
                    "IDP-4001",
                    HOST);
        }

        @Test
        void an_unknown_tag_is_exit_code_4() {
            refused(
                    release(served(
                            exchange -> answer(exchange, 404, "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}"))),
                    4,
                    "IDP-2003");
        }
    }

    @Nested
    class Rules {
        @Test
        void an_unknown_environment_is_exit_code_4() {
            refused(fixture.cli().run("release", "likvid/hello-api/nowhere", "--image", "1"), 4, "IDP-2001");
        }

        @Test
        void an_image_of_another_repository_is_exit_code_3() {
            refused(fixture.cli().run("release", ADDRESS, "--image", HOST + "/other/app:1.0.0"), 3, "IDP-2004");
        }

        @Test
        void an_expectation_that_is_not_met_is_exit_code_5() {
            fixture.push("1.0.0", CREATED);
            var other = Digest.of(new byte[] {7}).toString();
            refused(
                    fixture.cli().run("release", ADDRESS, "--image", "1.0.0", "--expect-current", other),
                    5,
                    "IDP-2005");
        }

        @Test
        void a_field_of_the_platform_cannot_be_set() {
            refused(fixture.cli().run("env", "set", ADDRESS, "target.namespace=app-other"), 3, "IDP-2009");
        }

        @Test
        void a_refusal_with_explain_lists_the_checked_rules() {
            var result = fixture.cli().run("release", ADDRESS, "--image", HOST + "/other/app:1.0.0", "--explain");
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.out()).contains("RULE", "refused");
            assertThat(result.err()).contains("IDP-2004");
        }

        @Test
        void a_dry_run_writes_nothing_and_shows_what_it_would_write() {
            fixture.push("1.0.0", CREATED);
            var result = fixture.cli().run("release", ADDRESS, "--image", "1.0.0", "--dry-run");
            assertThat(result.code()).as("%s", result).isZero();
            assertThat(result.out()).contains("would be released", "new file " + StateFixture.RELEASE_PATH);
        }
    }

    @Test
    void automatic_choices_are_printed_next_to_the_result() {
        var listed = fixture.cli().with("PATH", folder.toString()).run("env", "list", "--output", "json");

        assertThat(listed.code()).isZero();
        assertThat(listed.out()).startsWith("{").endsWith("}\n");
        assertThat(listed.err()).startsWith("note: ").contains("hooks");
    }
}
