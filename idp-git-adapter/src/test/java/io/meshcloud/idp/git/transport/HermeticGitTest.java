// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.git.Writer;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a separate process, because JGit reads the settings of user and machine once per process. */
class HermeticGitTest {
    @TempDir
    private Path scratch;

    @Test
    void the_users_git_settings_have_no_effect_and_the_home_folder_is_unchanged() throws Exception {
        var remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commit("main", "first", Map.of("file", Bytes.utf8("1")));
        var home = Files.createDirectory(scratch.resolve("home"));
        var settings = home.resolve(".gitconfig");
        Files.writeString(
                settings,
                "[url \"/nowhere/\"]\n\tinsteadOf = " + remote.folder() + "\n[commit]\n\tgpgsign = true\n"
                        + "[safe]\n\tdirectory = *\n");

        var output = release(home, remote);

        assertThat(output).isEqualTo("3");
        assertThat(remote.commits("main")).isEqualTo(3);
        assertThat(remote.git("cat-file", "commit", "main")).doesNotContain("gpgsig");
        try (var files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(settings);
        }
    }

    private String release(Path home, BareRepository remote) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(List.of(
                        java,
                        "-Duser.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path", "").replace(File.pathSeparator + File.pathSeparator, ""),
                        Writer.class.getName(),
                        remote.folder().toString(),
                        scratch.toString(),
                        "one",
                        "2"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("XDG_CONFIG_HOME");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return output;
    }
}
