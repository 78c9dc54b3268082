package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** History: what happened to a path, and older states of the branch. */
public abstract class StateHistoryContract extends StateRepositoryContract {

    @Nested
    class Of_a_path {

        @Test
        void it_tells_the_commits_that_changed_it_newest_first() {
            commit(put("a/file", "1"), put("a/other", "x"));
            somebodyElse().foreignCommit("by hand", Map.of("a/file", Bytes.utf8("2")));
            commit(put("b/file", "y"), put("a/file", "3"));

            assertThat(history("a/file"))
                    .extracting(FileRevision::file)
                    .containsExactly(file("3"), file("2"), file("1"));
        }

        @Test
        void it_begins_behind_a_commit_whether_or_not_that_changed_it() {
            var commits = commit(put("a/file", "1"), put("a/file", "2"), put("b/file", "x"), put("a/file", "3"))
                    .commits();

            assertThat(historyAfter(commits.get(3), "a/file")).containsExactly(file("2"), file("1"));
            assertThat(historyAfter(commits.get(2), "a/file")).containsExactly(file("2"), file("1"));
            assertThat(historyAfter(commits.get(0), "a/file")).isEmpty();
            assertThat(historyAfter(CommitId.parse("0".repeat(40)), "a/file")).isEmpty();
        }

        private List<StateFile> historyAfter(CommitId after, String path) {
            var told = new ArrayList<StateFile>();
            repository()
                    .historyAfter(repository().snapshot(), after, path(path), revision -> told.add(revision.file()));
            return told;
        }

        @Test
        void it_tells_removal_and_return() {
            commit(put("a/file", "1"), delete("a/file"), put("a/file", "2"));

            assertThat(history("a/file"))
                    .extracting(FileRevision::file)
                    .containsExactly(file("2"), new StateFile.Absent(), file("1"));
        }

        @Test
        void a_path_that_never_was_has_none() {
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
        void seen_from_an_older_snapshot_it_ends_there() {
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
        void who_committed_is_told() {
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
        void is_not_found_by_what_is_no_commit_id() {
            var now = commit(put("file", "1"), put("file", "2")).snapshot();

            assertThat(List.of("HEAD", "main", "HEAD~1", "refs/heads/main", "../x", "", " ", "zzzz", "@{1}", "-h"))
                    .allSatisfy(name -> assertThat(repository().at(now, name)).isEmpty());
        }

        @Test
        void of_an_empty_repository_there_is_none() {
            assertThat(repository().at(repository().snapshot(), "0123456789")).isEmpty();
        }
    }
}
