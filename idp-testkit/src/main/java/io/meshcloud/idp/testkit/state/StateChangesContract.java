package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Changes: at which paths of a name two states differ. */
public abstract class StateChangesContract extends StateRepositoryContract {
    private List<StatePath> changed(Snapshot from, Snapshot to) {
        return repository().changed(from, to, "app-env.yaml").orElseThrow();
    }

    private static List<StatePath> paths(String... paths) {
        return Stream.of(paths).map(StatePath::of).toList();
    }

    @Test
    void they_are_what_came_what_went_and_what_became_another() {
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
    void they_are_told_across_many_commits_and_what_came_back_is_none() {
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
    void from_and_to_nothing_they_are_everything() {
        StateRepository repository = repository();
        var nothing = repository.snapshot();
        var something = commit(put("a/app-env.yaml", "1"), put("b/c/app-env.yaml", "1"), put("b/other", "1"))
                .snapshot();

        assertThat(changed(nothing, something)).isEqualTo(paths("a/app-env.yaml", "b/c/app-env.yaml"));
        assertThat(changed(something, nothing)).isEqualTo(paths("a/app-env.yaml", "b/c/app-env.yaml"));
        assertThat(changed(nothing, nothing)).isEmpty();
    }

    @Test
    void somebody_elses_commits_and_links_are_among_them() {
        var from =
                commit(put("a/app-env.yaml", "1"), put("b/app-env.yaml", "1")).snapshot();
        somebodyElse().foreignCommit("by hand", Map.of("c/app-env.yaml", Bytes.utf8("1")));
        somebodyElse().foreignLink("link", "a/app-env.yaml", "../b/app-env.yaml");

        assertThat(changed(from, repository().snapshot())).isEqualTo(paths("a/app-env.yaml", "c/app-env.yaml"));
    }

    @Test
    void a_file_where_a_folder_was_is_one_and_so_is_what_lay_below() {
        var from = commit(put("a/b/app-env.yaml", "1")).snapshot();
        commit(delete("a/b/app-env.yaml"));
        var to = commit(put("a/b", "a file now")).snapshot();

        assertThat(changed(from, to)).isEqualTo(paths("a/b/app-env.yaml"));
    }
}
