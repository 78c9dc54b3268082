// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvListCommandTest {
    private static final String SHOP = "likvid/shop/prod";
    private static final String WEB = "nord/web/dev";
    private static final String SHOP_FILE = "workspaces/likvid/projects/shop/tenants/prod/app-env.yaml";

    @TempDir
    private Path folder;

    private StateFixture fixture;

    @BeforeEach
    void create_three_environments() throws IOException {
        fixture = StateFixture.in(folder).withEnvironment();
        for (var address : List.of(SHOP, WEB)) {
            var parts = address.split("/");
            var repository = StateFixture.HOST + "/" + address;
            Files.writeString(
                    folder.resolve("new.yaml"), StateFixture.contract(parts[0], parts[1], parts[2], repository));
            require(fixture.cli().run("env", "create", address, "-f", "new.yaml"));
        }
    }

    private JsonNode list(String... options) throws IOException {
        var words = new ArrayList<>(List.of("env", "list", "--output", "json"));
        words.addAll(List.of(options));
        return new ObjectMapper()
                .readTree(
                        require(fixture.cli().run(words.toArray(String[]::new))).out());
    }

    private List<String> addresses(String... options) throws IOException {
        return list(options).get("environments").findValuesAsText("address");
    }

    private void damage(String path) throws IOException {
        fixture.commit(work -> Files.writeString(work.resolve(path), "metadata: []\n"));
    }

    @Test
    void filters_show_only_the_environments_that_fit_them_all() throws IOException {
        require(fixture.cli().run("env", "hold", WEB, "--reason", "wait"));

        assertThat(addresses()).containsExactly(ADDRESS, SHOP, WEB);
        assertThat(addresses("likvid/*/*")).containsExactly(ADDRESS, SHOP);
        assertThat(addresses("--kind", "dev")).containsExactly(ADDRESS, WEB);
        assertThat(addresses("--mode", "manual")).containsExactly(SHOP, WEB);
        assertThat(addresses("--held")).containsExactly(WEB);
        assertThat(addresses("likvid/*/*", "--kind", "dev")).containsExactly(ADDRESS);
        assertThat(addresses("likvid/*")).isEmpty();
    }

    @Test
    void broken_shows_only_environments_with_an_error_in_their_files() throws IOException {
        assertThat(addresses("--broken")).isEmpty();

        damage(SHOP_FILE);

        assertThat(addresses("--broken")).containsExactly(SHOP);
    }

    @Test
    void newest_first_sorts_by_the_release_and_ends_with_environments_without_one() throws IOException {
        fixture.push("1.0.0", Instant.parse("2026-11-20T00:00:00Z"));
        require(fixture.cli().run("release", ADDRESS, "--image", "1.0.0"));

        assertThat(addresses("--newest-first", "likvid/*/*")).containsExactly(ADDRESS, SHOP);
        assertThat(addresses("--newest-first")).startsWith(ADDRESS);
    }

    @Test
    void a_list_names_its_commit_and_its_time() throws IOException {
        assertThat(list().get("commit").asText()).isEqualTo(fixture.head());
        assertThat(list().get("at").asText()).isEqualTo("2026-11-23T12:00:00Z");
    }

    @Nested
    class A_page {
        @Test
        void names_the_address_for_the_next_one() throws IOException {
            var first = list("--limit", "2");
            assertThat(first.get("next").asText()).isEqualTo(SHOP);
            assertThat(first.get("total").asInt()).isEqualTo(3);

            var second = list("--limit", "2", "--after", SHOP);
            assertThat(second.at("/environments/0/address").asText()).isEqualTo(WEB);
            assertThat(second.hasNonNull("next")).isFalse();
        }

        @Test
        void says_on_stderr_how_to_get_the_next_one() {
            var result = require(fixture.cli().run("env", "list", "--limit", "1"));

            assertThat(result.out()).contains(ADDRESS).doesNotContain(SHOP, "--after");
            assertThat(result.err()).contains("1 of 3 environments", "--after " + ADDRESS);
        }

        @Test
        void by_address_also_starts_after_an_environment_that_does_not_exist() throws IOException {
            assertThat(addresses("--after", "likvid/retired/dev")).containsExactly(SHOP, WEB);
            assertThat(addresses("--after", "zebra/last/dev")).isEmpty();
        }

        @Test
        void by_time_cannot_start_after_an_environment_that_does_not_exist() {
            var result = fixture.cli().run("env", "list", "--newest-first", "--after", "likvid/retired/dev");

            assertThat(result.code()).isEqualTo(3);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("IDP-1030", "start at the first page");
        }

        @Test
        void cannot_start_after_a_text_that_is_not_an_address() {
            var result = fixture.cli().run("env", "list", "--after", "likvid//dev");

            assertThat(result.code()).isEqualTo(3);
            assertThat(result.err()).contains("IDP-1030");
        }
    }

    @Nested
    class The_read_model {
        private static final int CHECKSUM_BYTES = 32;

        private Path kept() throws IOException {
            try (var files = Files.list(folder.resolve("cache/read-models"))) {
                return files.filter(file -> !file.endsWith("lock")).findFirst().orElseThrow();
            }
        }

        /** Writes content with the right checksum. */
        private void keep(String content) throws IOException, NoSuchAlgorithmException {
            var bytes = content.getBytes(StandardCharsets.UTF_8);
            var all = Arrays.copyOf(bytes, bytes.length + CHECKSUM_BYTES);
            System.arraycopy(MessageDigest.getInstance("SHA-256").digest(bytes), 0, all, bytes.length, CHECKSUM_BYTES);
            Files.write(kept(), all);
        }

        private String content() throws IOException {
            var all = Files.readAllBytes(kept());
            return new String(all, 0, all.length - CHECKSUM_BYTES, StandardCharsets.UTF_8);
        }

        @Test
        void of_an_earlier_process_is_used() throws IOException, NoSuchAlgorithmException {
            addresses();
            keep(content().replace("=AUTO\n", "=MANUAL\n"));

            assertThat(addresses("--mode", "manual")).containsExactly(ADDRESS, SHOP, WEB);
        }

        @Test
        void of_an_earlier_process_is_updated_with_what_changed_since() throws IOException {
            addresses();
            require(fixture.cli().run("env", "hold", WEB, "--reason", "wait"));

            assertThat(addresses("--held")).containsExactly(WEB);
            assertThat(content()).contains(fixture.head());
        }

        @Test
        void is_written_only_after_a_change() throws IOException {
            addresses();
            var old = FileTime.from(Instant.EPOCH);
            Files.setLastModifiedTime(kept(), old);

            addresses();
            assertThat(Files.getLastModifiedTime(kept())).isEqualTo(old);

            require(fixture.cli().run("env", "hold", WEB, "--reason", "wait"));
            addresses();
            assertThat(Files.getLastModifiedTime(kept())).isNotEqualTo(old);
        }

        @Test
        void that_is_damaged_is_read_from_the_repository_and_replaced() throws IOException {
            addresses();
            var right = Files.readAllBytes(kept());
            var damaged = right.clone();
            damaged[damaged.length / 2] ^= 1;
            Files.write(kept(), damaged);

            assertThat(addresses()).containsExactly(ADDRESS, SHOP, WEB);
            assertThat(kept()).hasBinaryContent(right);
        }

        @Test
        void that_others_can_write_is_not_used() throws IOException, NoSuchAlgorithmException {
            addresses();
            keep(content().replace("=AUTO\n", "=MANUAL\n"));
            Files.setPosixFilePermissions(kept(), PosixFilePermissions.fromString("rw-rw----"));

            assertThat(addresses("--mode", "auto")).containsExactly(ADDRESS, WEB);
        }

        @Test
        void of_another_form_is_read_from_the_repository_and_replaced() throws IOException, NoSuchAlgorithmException {
            addresses();
            var right = Files.readAllBytes(kept());
            keep(content().replace("=idp summaries", "=other summaries"));

            assertThat(addresses()).containsExactly(ADDRESS, SHOP, WEB);
            assertThat(kept()).hasBinaryContent(right);
        }

        @Test
        void that_cannot_be_written_costs_time_only() throws IOException {
            Files.createDirectories(folder.resolve("cache"));
            Files.writeString(folder.resolve("cache/read-models"), "in the way");

            assertThat(addresses()).containsExactly(ADDRESS, SHOP, WEB);
        }
    }
}
