// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Flags;
import io.meshcloud.idp.cli.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCacheTest {
    @TempDir
    private Path folder;

    private StateCache usual(Path usual) {
        return StateCache.usual(usual, () -> folder.resolve("temporary"));
    }

    @Test
    void is_the_chosen_folder() {
        var context = new TestRun(folder).context();
        var settings = SettingsReader.read(Flags.NONE.with(AllSettings.CACHE, "mine"), context);
        assertThat(StateCache.of(settings, context).folder()).isEqualTo(folder.resolve("mine/state"));
    }

    @Test
    void is_the_user_s_own_one_even_if_it_does_not_exist_yet() {
        var context = new TestRun(folder)
                .with("XDG_CACHE_HOME", folder.resolve("caches").toString())
                .context();
        var cache = StateCache.of(SettingsReader.read(Flags.NONE, context), context);
        assertThat(cache.folder()).isEqualTo(folder.resolve("caches/idp/state"));
        assertThat(cache.note()).isEmpty();
    }

    @Test
    void is_not_below_the_current_folder_if_home_is_not_an_absolute_folder() {
        for (var home : new String[] {"", "?", "."}) {
            var context = new TestRun(folder).with("HOME", home).context();
            assertThat(context.home().isAbsolute() && !context.home().endsWith("?"))
                    .isTrue();
            var cache = StateCache.of(SettingsReader.read(Flags.NONE, context), context);
            assertThat(cache.folder().startsWith(folder)).isFalse();
        }
    }

    @Test
    void is_a_temporary_one_with_a_note_if_the_user_has_no_writable_home() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        var cache = usual(file.resolve("idp/state"));
        assertThat(cache.folder()).isEqualTo(folder.resolve("temporary/state"));
        assertThat(cache.note().orElseThrow())
                .contains(folder.resolve("temporary/state").toString(), "IDP_CACHE");
    }
}
