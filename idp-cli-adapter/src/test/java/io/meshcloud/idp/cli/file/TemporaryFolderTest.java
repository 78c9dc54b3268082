// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
    @TempDir
    private Path parent;

    private Optional<String> uid = Optional.empty();

    @BeforeEach
    void find_current_user() throws IOException {
        uid = Optional.of(String.valueOf(Files.getAttribute(parent, "unix:uid")));
    }

    private Path folder() {
        return TemporaryFolder.in(parent, uid);
    }

    private Path usual() {
        return parent.resolve("idp-" + uid.orElseThrow());
    }

    private static String permissions(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }

    @Test
    void is_private_and_the_same_in_every_run() throws IOException {
        var folder = folder();
        assertThat(folder).isEqualTo(usual());
        assertThat(permissions(folder)).isEqualTo("rwx------");
        assertThat(folder()).isEqualTo(folder);
    }

    @Test
    void is_a_new_one_if_another_user_can_write_to_the_usual_one() throws IOException {
        Files.createDirectory(usual());
        Files.setPosixFilePermissions(usual(), PosixFilePermissions.fromString("rwxrwxrwx"));
        var folder = folder();
        assertThat(folder).isNotEqualTo(usual());
        assertThat(permissions(folder)).isEqualTo("rwx------");
    }

    @Test
    void is_a_new_one_if_the_usual_name_is_a_link_or_a_file() throws IOException {
        var elsewhere = Files.createDirectory(
                parent.resolve("elsewhere"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(usual(), elsewhere);
        assertThat(folder()).isNotEqualTo(usual());
        Files.delete(usual());
        Files.writeString(usual(), "");
        assertThat(folder()).isDirectory().isNotEqualTo(usual());
    }

    @Test
    void is_a_new_one_if_another_user_owns_the_usual_one() {
        uid = uid.map(number -> number + "1");
        assertThat(folder()).isNotEqualTo(usual());
    }

    @Test
    void must_be_chosen_by_the_user_if_nothing_can_be_written() {
        assertThatThrownBy(() -> TemporaryFolder.in(parent.resolve("missing"), uid))
                .isInstanceOfSatisfying(IdpException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ProblemCode.DIRECTORY_NOT_WRITABLE);
                    assertThat(e.problem().fix()).contains("IDP_CACHE");
                });
    }
}
