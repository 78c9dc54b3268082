// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a newcomer does, with the built jar. */
class DemoIT {
    private static final String DEV = "workspaces/likvid/projects/hello-api/tenants/dev/";
    private static final String PROD = "workspaces/likvid/projects/hello-api/tenants/prod/";

    @TempDir
    private Path folder;

    private Path state() {
        return folder.resolve("demo/state.git");
    }

    private void demo() throws IOException, InterruptedException {
        var result = Idp.in(folder).run("demo", "--dir", "demo");
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.err()).isEmpty();
    }

    @Test
    void runs_twice_and_leaves_a_sound_repository_whose_commits_touch_only_the_expected_files()
            throws IOException, InterruptedException {
        demo();
        demo();
        assertThat(RealPart.git(state(), "fsck", "--strict", "--no-dangling")).isEmpty();
        assertThat(touched())
                .containsExactly(
                        "README.md platform/platform.yaml",
                        DEV + "app-env.yaml",
                        PROD + "app-env.yaml",
                        DEV + "release.yaml",
                        DEV + "release.yaml",
                        DEV + "app-env.yaml",
                        PROD + "release.yaml",
                        DEV + "release.yaml");
        assertThat(RealPart.git(state(), "diff", "--numstat", "HEAD~3", "HEAD~2")
                        .strip())
                .as("a change of replicas changes one line")
                .isEqualTo("1\t1\t" + DEV + "app-env.yaml");
        assertThat(RealPart.git(state(), "log", "--format=%an <%ae>|%cn <%ce>")
                        .lines()
                        .distinct())
                .as("author and committer are the platform")
                .hasSize(1);
    }

    /** The files that each commit touches, oldest commit first. */
    private List<String> touched() {
        var log = RealPart.git(state(), "log", "--reverse", "--name-only", "--format=%x01");
        return Arrays.stream(log.split("\u0001"))
                .map(files -> String.join(" ", files.strip().split("\\s+")))
                .filter(files -> !files.isEmpty())
                .toList();
    }

    @Test
    void writes_only_to_its_folder_and_keeps_the_cache_elsewhere() throws IOException, InterruptedException {
        demo();
        try (var entries = Files.list(folder.resolve("demo"))) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder(".idp-demo", "idp.yaml", "hello-api-dev.yaml", "registry", "state.git");
        }
        assertThat(folder.resolve("home/.cache/idp")).isDirectory();
    }
}
