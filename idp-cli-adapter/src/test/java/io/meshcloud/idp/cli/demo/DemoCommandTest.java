// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.contract.Slow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Slow
class DemoCommandTest {
    @TempDir
    private Path folder;

    private TestRun.Result demo(String... words) {
        var all = new String[words.length + 1];
        all[0] = "demo";
        System.arraycopy(words, 0, all, 1, words.length);
        return new TestRun(folder)
                .with("IDP_CACHE", folder.resolve("cache").toString())
                .run(all);
    }

    @Nested
    class The_folder {
        @Test
        void with_other_files_is_refused_and_left_unchanged() throws IOException {
            Files.createDirectory(folder.resolve("mine"));
            Files.writeString(folder.resolve("mine/file"), "precious");
            var result = demo("--dir", "mine");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("IDP-5003", "--dir");
            try (var entries = Files.list(folder.resolve("mine"))) {
                assertThat(entries).containsExactly(folder.resolve("mine/file"));
            }
        }

        @Test
        void may_not_be_a_file() throws IOException {
            Files.writeString(folder.resolve("mine"), "precious");
            assertThat(demo("--dir", "mine").code()).isEqualTo(2);
            assertThat(folder.resolve("mine")).hasContent("precious");
        }

        @Test
        void may_be_empty() throws IOException {
            Files.createDirectory(folder.resolve("empty"));
            assertThat(demo("--dir", "empty").code()).isZero();
        }

        @Test
        void of_an_earlier_demo_is_reset_and_keeps_other_files() throws IOException {
            assertThat(demo().code()).isZero();
            Files.writeString(folder.resolve("demo-output/notes"), "mine");
            Files.writeString(folder.resolve("demo-output/idp.yaml"), "broken");
            var again = demo();
            assertThat(again.code()).as("%s", again).isZero();
            assertThat(folder.resolve("demo-output/notes")).hasContent("mine");
        }

        @Test
        void can_be_used_by_one_demo_at_a_time() throws IOException {
            assertThat(demo().code()).isZero();
            var before = Files.readString(folder.resolve("demo-output/state.git/refs/heads/main"));
            try (var other = FileChannel.open(folder.resolve("demo-output/.idp-demo"), StandardOpenOption.WRITE);
                    var held = other.lock()) {
                assertThat(held.isValid()).isTrue();
                var result = demo();
                assertThat(result.code()).isEqualTo(2);
                assertThat(result.err()).contains("IDP-5003", "another demo");
            }
            assertThat(folder.resolve("demo-output/state.git/refs/heads/main")).hasContent(before);
        }

        @Test
        void cannot_contain_the_users_cache() {
            var result = new TestRun(folder)
                    .with("XDG_CACHE_HOME", folder.resolve("demo-output").toString())
                    .run("demo");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("IDP-5001", "cache", "--dir");
            assertThat(folder.resolve("demo-output")).doesNotExist();
        }

        @Test
        void is_quoted_in_commands_to_type() {
            assertThat(demo("--dir", "my demo").out()).contains("cd '" + folder.resolve("my demo") + "'");
        }

        @Test
        void cannot_contain_the_configured_cache() {
            var result = demo("--cache", "demo-output/cache");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("IDP-5001", "cache");
            assertThat(folder.resolve("demo-output")).doesNotExist();
        }
    }

    @Nested
    class The_story {
        @Test
        void shows_each_command_with_its_answer_and_what_to_look_at() {
            var result = demo();
            assertThat(result.code()).as("%s", result).isZero();
            assertThat(result.out())
                    .contains("$ idp init", "$ idp env create likvid/hello-api/dev -f hello-api-dev.yaml")
                    .contains("$ idp release likvid/hello-api/dev --image 1.0.0")
                    .contains("$ idp env set likvid/hello-api/dev runtime.scaling.replicas=3")
                    .contains("IDP-2004", "(exit code 3)")
                    .contains("--reason '1.1.0 answers with errors'", "rolled back")
                    .contains("$ idp history likvid/hello-api/dev", "git -C state.git log --stat");
            assertThat(result.out().lines().filter(line -> line.matches(" +commit +[0-9a-f]{40}")))
                    .hasSize(8);
            assertThat(result.err()).isEmpty();
        }

        @Test
        void ignores_the_settings_of_this_process() {
            var result = new TestRun(folder)
                    .with("IDP_CACHE", folder.resolve("cache").toString())
                    .with("IDP_STATE", "https://git.example/real.git")
                    .with("IDP_REGISTRY", "registry.example=https://registry.example")
                    .run("demo");
            assertThat(result.code()).as("%s", result).isZero();
        }

        @Test
        void can_be_continued_by_hand_in_the_folder_of_the_demo() {
            demo();
            var result = new TestRun(folder.resolve("demo-output"))
                    .with("IDP_CACHE", folder.resolve("cache").toString())
                    .with("IDP_CONFIG", folder.resolve("demo-output/idp.yaml").toString())
                    .run("release", "likvid/hello-api/dev", "--image", "1.1.0", "--explain");
            assertThat(result.code()).as("%s", result).isZero();
            assertThat(result.out()).contains("released", "RULE");
        }
    }
}
