// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.StateFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** History: the commits that changed a path, and older states of the branch. */
public abstract class StateHistoryContract extends StateRepositoryContract {
    /** So many that two of them begin with the same four digits. */
    private static final int MANY = 1000;

    @Nested
    class Of_a_path {

        @Test
        void it_contains_the_commits_that_changed_it_newest_first() {
            commit(put("a/file", "1"), put("a/other", "x"));
            somebodyElse().foreignCommit("by hand", Map.of("a/file", Bytes.utf8("2")));
            commit(put("b/file", "y"), put("a/file", "3"));

            assertThat(history("a/file"))
                    .extracting(FileRevision::file)
                    .containsExactly(file("3"), file("2"), file("1"));
        }

        @Test
        void it_can_begin_after_any_commit() {
            var commits = commit(put("a/file", "1"), put("a/file", "2"), put("b/file", "x"), put("a/file", "3"))
                    .commits();

            assertThat(historyAfter(commits.get(3), "a/file")).containsExactly(file("2"), file("1"));
            assertThat(historyAfter(commits.get(2), "a/file")).containsExactly(file("2"), file("1"));
            assertThat(historyAfter(commits.get(0), "a/file")).isEmpty();
            assertThat(historyAfter(CommitId.parse("0".repeat(40)), "a/file")).isEmpty();
        }

        @Test
        void after_a_commit_it_stops_when_the_visitor_has_seen_enough() {
            var last = commit(put("file", "1"), put("file", "2"), put("file", "3"))
                    .commits()
                    .get(2);
            var seen = new ArrayList<StateFile>();

            repository().historyAfter(repository().snapshot(), last, path("file"), revision -> {
                seen.add(revision.file());
                return false;
            });

            assertThat(seen).containsExactly(file("2"));
        }

        @Test
        void it_calls_the_visitor_on_the_calling_thread_and_passes_on_what_that_throws() {
            commit(put("file", "1"), put("file", "2"));
            var threads = new ArrayList<Thread>();

            assertThatThrownBy(() -> repository().history(repository().snapshot(), path("file"), revision -> {
                        threads.add(Thread.currentThread());
                        throw new IllegalStateException("enough");
                    }))
                    .hasMessage("enough");

            assertThat(threads).containsExactly(Thread.currentThread());
        }

        @Test
        void of_a_snapshot_of_another_instance_it_is_refused() {
            var commit = commit(put("file", "1")).commits().get(0);
            var foreign = anotherInstance().snapshot();

            assertThatThrownBy(() -> repository().history(foreign, path("file"), revision -> true))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> repository().historyAfter(foreign, commit, path("file"), revision -> true))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void a_revision_has_the_time_of_its_commit() {
            var committed = commit(put("file", "1"), put("file", "2"));
            var times = new HashMap<CommitId, Instant>();
            repository().commits(repository().snapshot(), null, commit -> {
                times.put(commit.id(), commit.committedAt());
                return true;
            });

            assertThat(history("file"))
                    .hasSize(2)
                    .allSatisfy(revision -> assertThat(revision.at()).isEqualTo(times.get(revision.commit())));
            assertThat(committed.at()).isEqualTo(times.get(committed.commits().get(1)));
        }

        private List<StateFile> historyAfter(CommitId after, String path) {
            var visited = new ArrayList<StateFile>();
            repository()
                    .historyAfter(repository().snapshot(), after, path(path), revision -> visited.add(revision.file()));
            return visited;
        }

        @Test
        void it_includes_removal_and_return() {
            commit(put("a/file", "1"), delete("a/file"), put("a/file", "2"));

            assertThat(history("a/file"))
                    .extracting(FileRevision::file)
                    .containsExactly(file("2"), new StateFile.Absent(), file("1"));
        }

        @Test
        void a_path_that_never_existed_has_none() {
            commit(put("a/file", "1"));

            assertThat(history("a/nothing")).isEmpty();
        }

        @Test
        void an_empty_repository_has_none() {
            assertThat(history("a/file")).isEmpty();
        }

        @Test
        void it_stops_when_the_visitor_has_seen_enough() {
            commit(put("file", "1"), put("file", "2"), put("file", "3"));
            var seen = new ArrayList<StateFile>();

            repository().history(repository().snapshot(), path("file"), revision -> {
                seen.add(revision.file());
                return seen.size() < 2;
            });

            assertThat(seen).containsExactly(file("3"), file("2"));
        }

        @Test
        void it_ends_at_the_snapshot_that_it_is_read_from() {
            var old = commit(put("file", "1")).snapshot();
            commit(put("file", "2"));
            var seen = new ArrayList<StateFile>();

            repository().history(old, path("file"), revision -> seen.add(revision.file()));

            assertThat(seen).containsExactly(file("1"));
        }

        @Test
        void a_folder_changes_with_everything_below_it() {
            var first = commit(put("a/b/one", "1"), put("c/other", "x"));
            var theirs = somebodyElse().foreignCommit("by hand", Map.of("a/b/deep/two", Bytes.utf8("2")));
            var last = commit(delete("a/b/deep/two"), delete("a/b/one"));

            assertThat(history("a/b"))
                    .extracting(FileRevision::commit)
                    .containsExactly(
                            last.commits().get(1),
                            last.commits().get(0),
                            theirs,
                            first.commits().get(0));
        }

        @Test
        void a_message_comes_back_with_every_trailer() {
            var message = new CommitMessage(
                    "release likvid/hello-api/dev: 1.2.3",
                    List.of(
                            new CommitMessage.Trailer(TrailerKey.ACTION, "release"),
                            new CommitMessage.Trailer(
                                    TrailerKey.REASON, "größer, schneller \u2013 Idp-Actor: nobody")));
            commit(new Change(List.of(new FileEdit.Put(path("file"), Bytes.utf8("1"))), message));

            var revision = history("file").get(0);

            assertThat(revision.message()).isEqualTo(message.toString());
            assertThat(CommitMessage.parse(revision.message())).isEqualTo(message);
        }

        @Test
        void it_names_the_committer() {
            commit(put("file", "1"));
            somebodyElse().foreignCommit("by hand", Map.of("file", Bytes.utf8("2")));

            var revisions = history("file");

            assertThat(revisions.get(0).committer()).isEqualTo("Somebody Else <else@example.org>");
            assertThat(revisions.get(0).message().strip()).isEqualTo("by hand");
            assertThat(revisions.get(1).committer()).matches("[^<>]+ <[^<> ]+>").doesNotContain("Somebody");
        }
    }

    @Nested
    class An_older_state {

        @Test
        void is_found_by_a_full_and_by_an_abbreviated_id() {
            var first = commit(put("file", "1")).commits().get(0);
            commit(put("file", "2"));
            var now = repository().snapshot();

            for (var name : List.of(first.value(), first.abbreviated())) {
                var older = repository().at(now, name);
                assertThat(older).isPresent();
                assertThat(older.orElseThrow().commit()).contains(first);
                assertThat(older.orElseThrow().read(path("file"))).isEqualTo(file("1"));
            }
        }

        @Test
        void is_not_found_if_it_is_not_in_the_history() {
            var old = commit(put("file", "1")).snapshot();
            var later = commit(put("file", "2")).commits().get(0);

            assertThat(repository().at(old, later.value())).isEmpty();
            assertThat(repository().at(old, "0".repeat(40))).isEmpty();
        }

        @Test
        void is_not_found_by_an_invalid_commit_id() {
            var now = commit(put("file", "1"), put("file", "2")).snapshot();

            assertThat(List.of("HEAD", "main", "HEAD~1", "refs/heads/main", "../x", "", " ", "zzzz", "@{1}", "-h"))
                    .allSatisfy(name -> assertThat(repository().at(now, name)).isEmpty());
        }

        @Test
        void is_not_found_by_fewer_than_four_digits() {
            var first = commit(put("file", "1")).commits().get(0);
            var now = repository().snapshot();

            assertThat(repository().at(now, first.value().substring(0, 3))).isEmpty();
            assertThat(repository().at(now, first.value().substring(0, 4))).isPresent();
        }

        @Test
        void is_not_chosen_among_several_that_begin_with_the_same_digits() {
            var changes = IntStream.range(0, MANY)
                    .mapToObj(number -> put("file", "" + number))
                    .toArray(Change[]::new);
            var committed = commit(changes);
            var beginnings = new HashSet<String>();
            var ambiguous = committed.commits().stream()
                    .map(commit -> commit.value().substring(0, 4))
                    .filter(beginning -> !beginnings.add(beginning))
                    .findFirst();
            assumeThat(ambiguous).as("two of many commits begin alike").isPresent();

            assertThatThrownBy(() -> repository().at(committed.snapshot(), ambiguous.orElseThrow()))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.AMBIGUOUS_COMMIT));
        }

        @Test
        void of_a_snapshot_of_another_instance_is_refused() {
            var first = commit(put("file", "1")).commits().get(0);
            var foreign = anotherInstance().snapshot();

            assertThatThrownBy(() -> repository().at(foreign, first.value()))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void is_never_found_in_an_empty_repository() {
            assertThat(repository().at(repository().snapshot(), "0123456789")).isEmpty();
        }
    }
}
