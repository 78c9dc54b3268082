package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Committing: one commit for each change, all or nothing, and only on the base that was decided on. */
public abstract class StateCommittingContract extends StateRepositoryContract {

    @Nested
    class On_the_base {

        @Test
        void the_first_commit_of_an_empty_repository_is_made() {
            var committed = commit(put("a/b/file", "1"));

            var snapshot = repository().snapshot();
            assertThat(committed.commits()).hasSize(1);
            assertThat(snapshot.commit()).contains(committed.commits().get(0));
            assertThat(snapshot.read(path("a/b/file"))).isEqualTo(file("1"));
        }

        @Test
        void every_change_becomes_a_commit_of_its_own_in_their_order() {
            var committed = commit(put("one", "1"), put("two", "2"), put("one", "3"));

            assertThat(committed.commits()).hasSize(3).doesNotHaveDuplicates();
            assertThat(history("one"))
                    .extracting(it -> it.commit())
                    .containsExactly(
                            committed.commits().get(2), committed.commits().get(0));
            assertThat(history("two"))
                    .extracting(it -> it.commit())
                    .containsExactly(committed.commits().get(1));
        }

        @Test
        void the_snapshot_that_comes_back_is_the_last_commit_and_a_base_for_the_next() {
            var first = commit(put("one", "1"), put("two", "2"));

            assertThat(first.snapshot().commit()).contains(first.commits().get(1));
            assertThat(first.snapshot().read(path("two"))).isEqualTo(file("2"));
            var second = commitOn(first.snapshot(), put("three", "3"));
            assertThat(second.snapshot().find("one")).containsExactly(path("one"));
            assertThat(repository().snapshot().commit())
                    .contains(second.commits().get(0));
        }

        @Test
        void nothing_but_the_paths_of_a_change_changes() {
            somebodyElse()
                    .foreignCommit(
                            "many",
                            Map.of("a/b/one", Bytes.utf8("1"), "a/c/two", Bytes.utf8("2"), "z", Bytes.utf8("3")));

            commit(put("a/b/three", "4"), put("z", "5"));

            var snapshot = repository().snapshot();
            assertThat(snapshot.read(path("a/b/one"))).isEqualTo(file("1"));
            assertThat(snapshot.read(path("a/b/three"))).isEqualTo(file("4"));
            assertThat(snapshot.read(path("a/c/two"))).isEqualTo(file("2"));
            assertThat(snapshot.read(path("z"))).isEqualTo(file("5"));
        }

        @Test
        void one_change_can_touch_several_files() {
            commit(put("a/one", "1"), put("a/two", "2"));

            var committed = commit(change(
                    "move",
                    new FileEdit.Delete(path("a/one")),
                    new FileEdit.Delete(path("a/two")),
                    new FileEdit.Put(path("b/three"), Bytes.utf8("3"))));

            assertThat(committed.commits()).hasSize(1);
            var snapshot = repository().snapshot();
            assertThat(snapshot.read(path("a"))).isEqualTo(new StateFile.Absent());
            assertThat(snapshot.read(path("b/three"))).isEqualTo(file("3"));
        }

        @Test
        void the_last_file_can_be_deleted() {
            commit(put("a/one", "1"));

            commit(delete("a/one"));

            assertThat(repository().snapshot().isEmpty()).isTrue();
            assertThat(repository().snapshot().commit()).isPresent();
        }

        @Test
        void bytes_are_stored_as_they_are() {
            var awkward = Bytes.of(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'a', '\r', '\n', 0, (byte) 0xff});

            commit(change("awkward", new FileEdit.Put(path("file"), awkward)));

            assertThat(repository().snapshot().read(path("file"))).isEqualTo(new StateFile.Regular(awkward));
        }
    }

    @Nested
    class When_the_branch_has_moved {

        @Test
        void a_commit_of_somebody_else_since_the_base_is_a_conflict_and_nothing_is_written() {
            commit(put("file", "1"));
            var base = repository().snapshot();
            var theirs = somebodyElse().foreignCommit("theirs", Map.of("other", Bytes.utf8("2")));

            var result = repository().commit(base, List.of(put("file", "3"), put("more", "4")));

            assertThat(result).isInstanceOf(CommitResult.Conflict.class);
            var snapshot = repository().snapshot();
            assertThat(snapshot.commit()).contains(theirs);
            assertThat(snapshot.read(path("file"))).isEqualTo(file("1"));
            assertThat(snapshot.read(path("more"))).isEqualTo(new StateFile.Absent());
        }

        @Test
        void after_a_conflict_the_next_attempt_on_a_fresh_snapshot_keeps_both() {
            commit(put("file", "1"));
            var base = repository().snapshot();
            somebodyElse().foreignCommit("theirs", Map.of("other", Bytes.utf8("2")));
            repository().commit(base, List.of(put("file", "3")));

            commit(put("file", "3"));

            var snapshot = repository().snapshot();
            assertThat(snapshot.read(path("file"))).isEqualTo(file("3"));
            assertThat(snapshot.read(path("other"))).isEqualTo(file("2"));
        }

        @Test
        void an_own_commit_since_the_base_is_a_conflict_too() {
            commit(put("file", "1"));
            var base = repository().snapshot();
            commitOn(base, put("file", "2"));

            assertThat(repository().commit(base, List.of(put("file", "3")))).isInstanceOf(CommitResult.Conflict.class);
            assertThat(repository().snapshot().read(path("file"))).isEqualTo(file("2"));
        }

        @Test
        void somebody_elses_first_commit_is_a_conflict_for_who_saw_an_empty_repository() {
            var empty = repository().snapshot();
            somebodyElse().foreignCommit("theirs", Map.of("other", Bytes.utf8("2")));

            assertThat(repository().commit(empty, List.of(put("file", "3")))).isInstanceOf(CommitResult.Conflict.class);
            assertThat(repository().snapshot().find("file")).isEmpty();
        }

        @Test
        void even_the_same_change_by_somebody_else_is_a_conflict() {
            commit(put("file", "1"));
            var base = repository().snapshot();
            somebodyElse().foreignCommit("write file", Map.of("file", Bytes.utf8("2")));

            assertThat(repository().commit(base, List.of(put("file", "2")))).isInstanceOf(CommitResult.Conflict.class);
            assertThat(history("file")).hasSize(2);
        }
    }
}
