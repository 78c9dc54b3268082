// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUserTest {
    @TempDir
    private Path folder;

    @Test
    void has_the_name_from_the_system() {
        assertThat(ProcessUser.name("ada", folder.resolve("missing"))).isEqualTo("ada");
    }

    @Test
    void without_a_passwd_entry_is_named_by_its_effective_uid() throws IOException {
        var status =
                Files.writeString(folder.resolve("status"), "Name:\tjava\nUid:\t1\t12345\t1\t1\nGid:\t0\t0\t0\t0\n");
        assertThat(ProcessUser.name("?", status)).isEqualTo("uid:12345");
        assertThat(ProcessUser.name("", status)).isEqualTo("uid:12345");
    }

    @Test
    void has_no_name_if_the_system_knows_neither_name_nor_uid() throws IOException {
        assertThat(ProcessUser.name("?", folder.resolve("missing"))).isEmpty();
        assertThat(ProcessUser.name("?", Files.writeString(folder.resolve("status"), "Uid:\n")))
                .isEmpty();
    }
}
