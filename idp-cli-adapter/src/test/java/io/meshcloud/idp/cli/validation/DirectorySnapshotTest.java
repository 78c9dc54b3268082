// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySnapshotTest {
    @TempDir
    private Path folder;

    private DirectorySnapshot snapshot;

    @BeforeEach
    void look_at_the_folder() {
        snapshot = new DirectorySnapshot(folder);
    }

    private void file(String name, String text) throws IOException {
        var path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private StateFile read(String path) {
        return snapshot.read(StatePath.of(path));
    }

    @Test
    void a_regular_file_is_read() throws IOException {
        file("a/b/app-env.yaml", "text");
        assertThat(read("a/b/app-env.yaml")).isEqualTo(new StateFile.Regular(Bytes.utf8("text")));
    }

    @Test
    void a_missing_file_is_absent() throws IOException {
        file("a/file", "");
        assertThat(read("a/nothing")).isEqualTo(new StateFile.Absent());
        assertThat(read("no/folder/file")).isEqualTo(new StateFile.Absent());
        assertThat(read("a/file/below")).isEqualTo(new StateFile.Absent());
    }

    @Test
    void links_are_named_and_never_followed() throws IOException {
        file("real/app-env.yaml", "secret");
        Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("real"));
        Files.createSymbolicLink(folder.resolve("link.yaml"), folder.resolve("real/app-env.yaml"));
        assertThat(read("link.yaml")).isEqualTo(new StateFile.NotRegular("a symbolic link"));
        assertThat(read("linked/app-env.yaml")).isInstanceOf(StateFile.NotRegular.class);
        assertThat(snapshot.find("app-env.yaml")).containsExactly(StatePath.of("real/app-env.yaml"));
    }

    @Test
    void a_link_in_place_of_a_file_is_found() throws IOException {
        file("real.yaml", "");
        Files.createDirectories(folder.resolve("env"));
        Files.createSymbolicLink(folder.resolve("env/app-env.yaml"), folder.resolve("real.yaml"));
        assertThat(snapshot.find("app-env.yaml")).containsExactly(StatePath.of("env/app-env.yaml"));
    }

    @Test
    void folders_are_named() throws IOException {
        Files.createDirectories(folder.resolve("env/app-env.yaml"));
        assertThat(read("env/app-env.yaml")).isEqualTo(new StateFile.NotRegular("a folder"));
    }

    @Test
    void a_file_of_ten_megabytes_is_not_opened() throws IOException {
        Files.write(folder.resolve("big.yaml"), new byte[10 * 1024 * 1024]);
        assertThat(read("big.yaml")).isEqualTo(new StateFile.TooLarge(10 * 1024 * 1024));
    }

    @Test
    void hidden_files_and_folders_are_not_state() throws IOException {
        file(".git/app-env.yaml", "");
        assertThat(snapshot.isEmpty()).isTrue();
        assertThat(snapshot.find("app-env.yaml")).isEmpty();
        file("b/app-env.yaml", "");
        file("a/app-env.yaml", "");
        assertThat(snapshot.isEmpty()).isFalse();
        assertThat(snapshot.find("app-env.yaml"))
                .containsExactly(StatePath.of("a/app-env.yaml"), StatePath.of("b/app-env.yaml"));
    }

    @Test
    void entries_of_one_folder_are_found_and_none_of_a_linked_folder() throws IOException {
        file("a/app-env.yaml", "1");
        file("a/b/app-env.yaml", "2");
        file("a/b/c/app-env.yaml", "3");
        Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("a"));

        assertThat(snapshot.find(StatePath.of("a/b"), "app-env.yaml"::equals))
                .containsExactly(StatePath.of("a/b/app-env.yaml"), StatePath.of("a/b/c/app-env.yaml"));
        assertThat(snapshot.find(StatePath.of("a/app-env.yaml"), name -> true)).isEmpty();
        assertThat(snapshot.find(StatePath.of("gone"), name -> true)).isEmpty();
        assertThat(snapshot.find(StatePath.of("linked"), name -> true)).isEmpty();
        assertThat(snapshot.find(StatePath.of("linked/b"), name -> true)).isEmpty();
    }

    @Test
    void a_missing_folder_is_a_problem() {
        assertThatThrownBy(() -> new DirectorySnapshot(folder.resolve("gone")).find("x"))
                .isInstanceOfSatisfying(
                        IdpException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.FILE_NOT_READABLE));
    }
}
