// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class TreeCacheTest {
    private static final int LARGE = 1 << 20;

    private final TreeCache folders = new TreeCache();

    private static ObjectId id(int number) {
        var raw = new byte[Constants.OBJECT_ID_LENGTH];
        raw[0] = (byte) number;
        return ObjectId.fromRaw(raw);
    }

    private static RawTree folder(int size) {
        return new RawTree(new byte[size]);
    }

    @Test
    void only_a_stored_folder_is_found() {
        var folder = folder(10);

        folders.put(id(1), folder);

        assertThat(folders.find(id(1))).isSameAs(folder);
        assertThat(folders.find(id(2))).isNull();
    }

    @Test
    void the_least_recently_used_folder_is_evicted() {
        for (int i = 1; i <= 3; i++) {
            folders.put(id(i), folder(LARGE));
        }
        folders.find(id(1));

        folders.put(id(4), folder(LARGE));

        assertThat(folders.find(id(1))).isNotNull();
        assertThat(folders.find(id(2))).isNull();
        assertThat(folders.find(id(3))).isNotNull();
        assertThat(folders.find(id(4))).isNotNull();
    }

    @Test
    void storing_a_folder_twice_evicts_nothing() {
        folders.put(id(1), folder(LARGE));
        for (int i = 0; i < 10; i++) {
            folders.put(id(2), folder(LARGE));
        }

        assertThat(folders.find(id(1))).isNotNull();
    }

    @Test
    void a_folder_larger_than_the_cache_evicts_nothing() {
        folders.put(id(1), folder(10));

        folders.put(id(2), folder(5 * LARGE));

        assertThat(folders.find(id(1))).isNotNull();
        assertThat(folders.find(id(2))).isNull();
    }
}
