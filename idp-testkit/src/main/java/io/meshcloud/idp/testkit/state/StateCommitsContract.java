// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Commits: every commit of the branch, for an audit. */
public abstract class StateCommitsContract extends StateRepositoryContract {

    private <T> List<T> walk(Snapshot from, @Nullable CommitId since, Function<CommitRecord, T> question) {
        var answers = new ArrayList<T>();
        repository().commits(from, since, commit -> answers.add(question.apply(commit)));
        return answers;
    }

    private <T> List<T> walk(Function<CommitRecord, T> question) {
        return walk(repository().snapshot(), null, question);
    }

    private record Difference(String path, StateFile before, StateFile after) {
        static List<Difference> of(CommitRecord commit) {
            return commit.changes().stream().map(Difference::of).toList();
        }

        private static Difference of(ChangedFile file) {
            return new Difference(file.path(), file.before(), file.after());
        }
    }

    @Test
    void an_empty_repository_has_no_commits() {
        assertThat(walk(CommitRecord::id)).isEmpty();
    }

    @Test
    void every_commit_is_visited_newest_first_with_its_parent() {
        var ids = commit(put("a", "1"), put("b", "2"), put("a", "3")).commits();

        assertThat(walk(CommitRecord::id)).containsExactly(ids.get(2), ids.get(1), ids.get(0));
        assertThat(walk(CommitRecord::parents))
                .containsExactly(List.of(ids.get(1)), List.of(ids.get(0)), List.<CommitId>of());
    }

    @Test
    void a_walk_since_a_commit_omits_it_and_what_is_reachable_from_it() {
        var ids = commit(put("a", "1"), put("a", "2"), put("a", "3")).commits();
        var now = repository().snapshot();

        assertThat(walk(now, ids.get(0), CommitRecord::id)).containsExactly(ids.get(2), ids.get(1));
        assertThat(walk(now, ids.get(2), CommitRecord::id)).isEmpty();
    }

    @Test
    void a_walk_from_an_older_snapshot_begins_there() {
        var old = commit(put("a", "1")).snapshot();
        commit(put("a", "2"));

        assertThat(walk(old, null, CommitRecord::id)).hasSize(1);
    }

    @Test
    void a_walk_stops_when_the_visitor_returns_false() {
        commit(put("a", "1"), put("a", "2"), put("a", "3"));
        var seen = new ArrayList<CommitId>();

        repository().commits(repository().snapshot(), null, commit -> {
            seen.add(commit.id());
            return seen.size() < 2;
        });

        assertThat(seen).hasSize(2);
    }

    @Test
    void a_change_has_the_file_before_and_after() {
        var absent = new StateFile.Absent();
        commit(change("two files", edit("a/file", "1"), edit("b/file", "2")), put("a/file", "3"), delete("b/file"));

        assertThat(walk(Difference::of))
                .containsExactly(
                        List.of(new Difference("b/file", file("2"), absent)),
                        List.of(new Difference("a/file", file("1"), file("3"))),
                        List.of(
                                new Difference("a/file", absent, file("1")),
                                new Difference("b/file", absent, file("2"))));
    }

    @Test
    void a_link_in_place_of_a_file_is_a_change() {
        commit(put("a/file", "1"));
        somebodyElse().foreignLink("link", "a/file", "elsewhere");

        var changes = walk(Difference::of).get(0);

        assertThat(changes).extracting(Difference::path).containsExactly("a/file");
        assertThat(changes.get(0).after()).isInstanceOf(StateFile.NotRegular.class);
    }

    @Test
    void unchanged_files_can_be_read_too() {
        commit(put("a/file", "1"), put("b/file", "2"), put("a/file", "3"));

        assertThat(walk(commit -> commit.read(path("a/file")))).containsExactly(file("3"), file("1"), file("1"));
    }

    @Test
    void a_commit_has_its_author_committer_and_message() {
        somebodyElse().foreignCommit("by hand", Map.of("a", Bytes.utf8("1")));
        commit(put("a", "2"));
        var somebody = new CommitIdentity("Somebody Else", "else@example.org");

        assertThat(walk(CommitRecord::author).get(1)).isEqualTo(somebody);
        assertThat(walk(CommitRecord::committer).get(1)).isEqualTo(somebody);
        assertThat(walk(CommitRecord::message).get(1)).isEqualToIgnoringNewLines("by hand");
        assertThat(walk(CommitRecord::committer).get(0)).isNotEqualTo(somebody);
        assertThat(walk(CommitRecord::message).get(0))
                .isEqualTo(put("a", "2").message().toString());
    }

    @Test
    void a_commit_that_was_made_through_the_port_is_the_platforms_own() {
        var message = new CommitMessage(
                "release", List.of(new CommitMessage.Trailer(TrailerKey.ACTION, Action.RELEASE.word())));
        var own = commit(new Change(List.of(edit("a", "1")), message)).commits().get(0);
        var copied = somebodyElse().foreignCommit(message.toString(), Map.of("a", Bytes.utf8("2")));
        var newer =
                commit(new Change(List.of(edit("a", "3")), message)).commits().get(0);

        var now = repository().snapshot();

        assertThat(repository().isOwn(now, own)).isTrue();
        assertThat(repository().isOwn(now, newer)).isTrue();
        assertThat(repository().isOwn(now, copied)).isFalse();
    }

    @Test
    void the_visitor_is_called_on_the_calling_thread_and_what_it_throws_is_passed_on() {
        commit(put("a", "1"), put("a", "2"));
        var threads = new ArrayList<Thread>();

        assertThatThrownBy(() -> repository().commits(repository().snapshot(), null, commit -> {
                    threads.add(Thread.currentThread());
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void of_a_snapshot_of_another_instance_they_are_refused() {
        commit(put("a", "1"));
        var foreign = anotherInstance().snapshot();

        assertThatThrownBy(() -> repository().commits(foreign, null, commit -> true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_commit_without_a_signature_has_none() {
        commit(put("a", "1"));

        assertThat(walk(CommitRecord::signature)).containsExactly(new CommitSignature.None());
    }
}
