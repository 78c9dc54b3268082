// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Changes: the paths of a name at which two states differ. */
public abstract class StateChangesContract extends StateRepositoryContract {
    private List<StatePath> changed(Snapshot from, Snapshot to) {
        return repository().changed(from, to, "app-env.yaml").orElseThrow();
    }

    private static List<StatePath> paths(String... paths) {
        return Stream.of(paths).map(StatePath::of).toList();
    }

    @Test
    void they_are_the_added_removed_and_replaced_files() {
        var stays = put("a/stays/app-env.yaml", "1");
        var from = commit(
                        stays, put("a/goes/app-env.yaml", "1"), put("b/app-env.yaml", "1"), put("c/release.yaml", "1"))
                .snapshot();
        var to = commit(
                        delete("a/goes/app-env.yaml"),
                        put("b/app-env.yaml", "2"),
                        put("a-b/app-env.yaml", "1"),
                        put("c/release.yaml", "2"))
                .snapshot();

        assertThat(changed(from, to)).isEqualTo(paths("a-b/app-env.yaml", "a/goes/app-env.yaml", "b/app-env.yaml"));
        assertThat(changed(to, from)).isEqualTo(changed(from, to));
    }

    @Test
    void they_span_many_commits_and_omit_reverted_files() {
        var from =
                commit(put("a/app-env.yaml", "1"), put("b/app-env.yaml", "1")).snapshot();
        commit(put("a/app-env.yaml", "2"));
        commit(put("b/app-env.yaml", "2"));
        var to = commit(put("a/app-env.yaml", "1")).snapshot();

        assertThat(changed(from, to)).isEqualTo(paths("b/app-env.yaml"));
    }

    @Test
    void there_are_none_between_a_state_and_itself() {
        var only = commit(put("a/app-env.yaml", "1")).snapshot();

        assertThat(changed(only, only)).isEmpty();
        assertThat(changed(only, repository().snapshot())).isEmpty();
    }

    @Test
    void from_or_to_an_empty_repository_they_are_all_files() {
        StateRepository repository = repository();
        var nothing = repository.snapshot();
        var something = commit(put("a/app-env.yaml", "1"), put("b/c/app-env.yaml", "1"), put("b/other", "1"))
                .snapshot();

        assertThat(changed(nothing, something)).isEqualTo(paths("a/app-env.yaml", "b/c/app-env.yaml"));
        assertThat(changed(something, nothing)).isEqualTo(paths("a/app-env.yaml", "b/c/app-env.yaml"));
        assertThat(changed(nothing, nothing)).isEmpty();
    }

    @Test
    void they_include_links_and_foreign_commits() {
        var from =
                commit(put("a/app-env.yaml", "1"), put("b/app-env.yaml", "1")).snapshot();
        somebodyElse().foreignCommit("by hand", Map.of("c/app-env.yaml", Bytes.utf8("1")));
        somebodyElse().foreignLink("link", "a/app-env.yaml", "../b/app-env.yaml");

        assertThat(changed(from, repository().snapshot())).isEqualTo(paths("a/app-env.yaml", "c/app-env.yaml"));
    }

    @Test
    void they_include_the_files_below_a_folder_that_a_file_replaced() {
        var from = commit(put("a/b/app-env.yaml", "1")).snapshot();
        commit(delete("a/b/app-env.yaml"));
        var to = commit(put("a/b", "a file now")).snapshot();

        assertThat(changed(from, to)).isEqualTo(paths("a/b/app-env.yaml"));
    }

    @Test
    void they_include_a_folder_that_a_file_of_the_same_name_replaced() {
        var from = commit(put("a/app-env.yaml/file", "1")).snapshot();
        commit(delete("a/app-env.yaml/file"));
        var to = commit(put("a/app-env.yaml", "a file now")).snapshot();

        assertThat(changed(from, to)).isEqualTo(paths("a/app-env.yaml"));
    }

    @Test
    void from_a_dropped_commit_they_are_correct_or_unknown() {
        commit(put("a/app-env.yaml", "1"));
        var dropped = commit(put("b/app-env.yaml", "1")).snapshot();
        somebodyElse().foreignRewrite(1);
        var now = somebodyElse().guard().look().orElseThrow().snapshot();

        assertThat(repository().changed(dropped, now, "app-env.yaml"))
                .satisfiesAnyOf(
                        changed -> assertThat(changed).isEmpty(),
                        changed -> assertThat(changed).contains(paths("b/app-env.yaml")));
    }

    @Test
    void of_a_snapshot_of_another_instance_they_are_refused() {
        var mine = commit(put("a/app-env.yaml", "1")).snapshot();
        var foreign = anotherInstance().snapshot();

        assertThatThrownBy(() -> changed(foreign, mine)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> changed(mine, foreign)).isInstanceOf(IllegalArgumentException.class);
    }
}
