// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.testkit.RealPart;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generated state repository is valid for idp. */
class StateGeneratorTest {
    @TempDir
    private Path folder;

    private Path repository;

    @BeforeEach
    void generate() {
        RealPart.require("git");
        repository = folder.resolve("state.git");
        new StateGenerator(new Programs(folder)).generate(repository, 41);
    }

    @Test
    void every_environment_has_a_contract_and_a_release() {
        var files = RealPart.git(repository, "ls-tree", "-r", "--name-only", "main");
        assertThat(files.lines().filter(file -> file.endsWith("/app-env.yaml"))).hasSize(41);
        assertThat(files.lines().filter(file -> file.endsWith("/release.yaml"))).hasSize(41);
        assertThat(files)
                .contains("workspaces/workspace-00000/projects/app-4/tenants/prod/release.yaml")
                .contains("workspaces/workspace-00002/projects/app-0/tenants/dev/app-env.yaml");
    }

    @Test
    void it_passes_fsck_is_packed_and_has_a_commit_for_each_release() {
        assertThat(RealPart.git(repository, "fsck", "--strict", "--no-dangling"))
                .isEmpty();
        assertThat(RealPart.git(repository, "count-objects")).startsWith("0 objects");
        assertThat(RealPart.git(repository, "rev-list", "--count", "main").strip())
                .isEqualTo("42");
    }

    @Test
    void its_contracts_are_valid_have_a_realistic_size_and_track_distinct_repositories() {
        var repositories = IntStream.range(0, 100)
                .mapToObj(TestEnvironment::new)
                .map(environment -> {
                    var bytes = Bytes.utf8(environment.contract());
                    assertThat(bytes.size()).isBetween(1_600, 2_200);
                    var path = Platform.DEFAULT.layout().appEnvironment(environment.address());
                    assertThat(path.value()).isEqualTo(environment.folder() + "/app-env.yaml");
                    return ContractFiles.readAppEnvironment(path.value(), bytes)
                            .match(document -> document.value().registry().repository(), findings -> {
                                throw new AssertionError(findings.toString());
                            });
                })
                .toList();
        assertThat(repositories).doesNotHaveDuplicates();
    }
}
