// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.Test;

class RecentObjectsTest {
    private final Set<ObjectId> stored = new HashSet<>();
    private int made;

    /** A commit with one file, and its parent's tree if given. */
    private NewCommits push() throws IOException {
        var objects = new NewObjects();
        var file =
                objects.add(Constants.OBJ_BLOB, ("text " + made++).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var folder = RawTree.EMPTY.with("file", FileMode.REGULAR_FILE, file);
        var commit = new CommitBuilder();
        commit.setTreeId(objects.add(Constants.OBJ_TREE, folder.bytes()));
        commit.setAuthor(new PersonIdent("idp", "idp@localhost"));
        commit.setCommitter(commit.getAuthor());
        return new NewCommits(List.of(objects.add(Constants.OBJ_COMMIT, commit.build())), Instant.EPOCH, objects);
    }

    private ObjectId fill(RecentObjects recent) throws IOException {
        NewCommits last;
        do {
            last = push();
            recent.add(last);
        } while (!recent.isFetchDue());
        return last.tip();
    }

    @Test
    void are_found_by_name_and_type() throws IOException {
        var recent = new RecentObjects();
        var pushed = push();

        recent.add(pushed);

        for (var object : pushed.objects().all()) {
            assertThat(recent.find(object.id(), object.type())).isEqualTo(object.bytes());
        }
        assertThat(recent.find(pushed.tip(), Constants.OBJ_BLOB)).isNull();
        assertThat(recent.hasCommit(pushed.tip())).isTrue();
        assertThat(recent.hasCommit(ObjectId.zeroId())).isFalse();
    }

    @Test
    void that_are_many_are_still_found_after_newer_ones() throws IOException {
        var recent = new RecentObjects();
        var last = fill(recent);

        var next = recent.next(stored::contains);

        assertThat(next).isNotSameAs(recent);
        assertThat(next.isFetchDue()).isFalse();
        assertThat(next.hasCommit(last)).isTrue();
    }

    @Test
    void are_dropped_once_the_cache_has_them() throws IOException {
        var recent = new RecentObjects();
        var last = fill(recent);
        var next = recent.next(stored::contains);
        fill(next);

        assertThat(next.next(stored::contains)).isSameAs(next);
        stored.add(last);
        var third = next.next(stored::contains);

        assertThat(third).isNotSameAs(next);
        assertThat(third.hasCommit(last)).isFalse();
    }

    @Test
    void are_not_carried_over_if_the_cache_has_all_of_them() throws IOException {
        var recent = new RecentObjects();
        var last = fill(recent);
        stored.add(last);

        assertThat(recent.next(stored::contains).hasCommit(last)).isFalse();
    }
}
