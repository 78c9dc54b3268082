// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Committing: one commit for each change, all or nothing, and only if the branch is at the base. */
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
        void only_the_paths_of_a_change_are_changed() {
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
        void a_change_without_edits_is_a_commit_of_its_message() {
            commit(put("file", "1"));
            var before = repository().snapshot();

            var committed = commitOn(before, change("a message only"));

            var after = repository().snapshot();
            assertThat(after.commit()).contains(committed.commits().get(0)).isNotEqualTo(before.commit());
            assertThat(repository().changed(before, after, "file").orElseThrow())
                    .isEmpty();
            assertThat(history("file")).hasSize(1);
        }

        @Test
        void a_change_with_identical_content_is_a_commit() {
            commit(put("file", "1"));

            var committed = commit(put("file", "1"), delete("absent"), delete("absent/file"));

            assertThat(repository().snapshot().commit())
                    .contains(committed.commits().get(2));
            assertThat(committed.commits()).doesNotHaveDuplicates();
            assertThat(history("file")).hasSize(1);
        }

        @Test
        void each_change_applies_to_the_tree_of_the_previous_one() {
            commit(put("a/b/file", "1"), delete("a/b/file"), put("a/b", "2"), delete("a/b"), put("a/b/file", "3"));

            assertThat(repository().snapshot().read(path("a/b/file"))).isEqualTo(file("3"));
        }

        @Test
        void the_last_file_can_be_deleted() {
            commit(put("a/one", "1"));

            commit(delete("a/one"));

            assertThat(repository().snapshot().isEmpty()).isTrue();
            assertThat(repository().snapshot().commit()).isPresent();
        }

        @Test
        void bytes_are_stored_unchanged() {
            var awkward = Bytes.of(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'a', '\r', '\n', 0, (byte) 0xff});

            commit(change("awkward", new FileEdit.Put(path("file"), awkward)));

            assertThat(repository().snapshot().read(path("file"))).isEqualTo(new StateFile.Regular(awkward));
        }
    }

    @Nested
    class What_cannot_be_committed {

        @Test
        void no_change_at_all() {
            var base = commit(put("file", "1")).snapshot();

            assertThatThrownBy(() -> repository().commit(base, List.of())).isInstanceOf(IllegalArgumentException.class);
            assertUntouched(base);
        }

        @Test
        void a_file_in_place_of_a_folder() {
            assertRefused(commit(put("a/b/file", "1")).snapshot(), put("a/b", "2"));
        }

        @Test
        void a_file_below_a_file() {
            assertRefused(commit(put("a/b", "1")).snapshot(), put("a/b/c/file", "2"));
        }

        @Test
        void a_file_below_a_link() {
            commit(put("folder/file", "1"));
            somebodyElse().foreignLink("link", "a/b", "../folder");

            assertRefused(repository().snapshot(), put("a/b/file", "2"));
        }

        @Test
        void the_removal_of_a_folder() {
            assertRefused(commit(put("a/b/file", "1")).snapshot(), delete("a/b"));
        }

        @Test
        void the_removal_of_a_path_below_a_file() {
            assertRefused(commit(put("a/b", "1")).snapshot(), delete("a/b/file"));
        }

        @Test
        void a_change_that_conflicts_with_the_one_before_it() {
            var base = commit(put("start", "0")).snapshot();

            assertProblem(() -> repository().commit(base, List.of(put("a/b", "1"), put("a/b/file", "2"))));
            assertUntouched(base);
        }

        @Test
        void on_a_snapshot_of_another_instance() {
            commit(put("file", "1"));
            var foreign = anotherInstance().snapshot();

            assertThatThrownBy(() -> repository().commit(foreign, List.of(put("file", "2"))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertUntouched(foreign);
        }

        @Test
        void to_a_repository_that_cannot_be_reached() {
            var base = commit(put("file", "1")).snapshot();
            somebodyElse().makeUnreachable();

            assertThatThrownBy(() -> repository().commit(base, List.of(put("file", "2"))))
                    .isInstanceOf(IdpException.class);
        }

        /** Neither the invalid change nor the changes before and after it in the batch are written. */
        private void assertRefused(Snapshot base, Change refused) {
            assertProblem(() -> repository().commit(base, List.of(refused)));
            assertProblem(() -> repository().commit(base, List.of(put("good/1", "1"), refused, put("good/2", "2"))));
            assertUntouched(base);
        }

        private static void assertProblem(ThrowingCallable call) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.NOT_A_REGULAR_FILE));
        }

        /** For both instances. */
        private void assertUntouched(Snapshot base) {
            for (var instance : List.of(repository(), anotherInstance())) {
                var now = instance.snapshot();
                assertThat(now.commit()).isEqualTo(base.commit());
                assertThat(now.read(path("good/1"))).isEqualTo(new StateFile.Absent());
            }
        }
    }

    @Nested
    class When_the_branch_has_moved {

        @Test
        void a_foreign_commit_since_the_base_is_a_conflict_and_nothing_is_written() {
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
        void a_commit_since_the_base_conflicts_even_if_it_was_made_here() {
            commit(put("file", "1"));
            var base = repository().snapshot();
            commitOn(base, put("file", "2"));

            assertThat(repository().commit(base, List.of(put("file", "3")))).isInstanceOf(CommitResult.Conflict.class);
            assertThat(repository().snapshot().read(path("file"))).isEqualTo(file("2"));
        }

        @Test
        void a_foreign_first_commit_conflicts_with_a_snapshot_of_the_empty_repository() {
            var empty = repository().snapshot();
            somebodyElse().foreignCommit("theirs", Map.of("other", Bytes.utf8("2")));

            assertThat(repository().commit(empty, List.of(put("file", "3")))).isInstanceOf(CommitResult.Conflict.class);
            assertThat(repository().snapshot().find("file")).isEmpty();
        }

        @Test
        void even_an_identical_foreign_change_is_a_conflict() {
            commit(put("file", "1"));
            var base = repository().snapshot();
            somebodyElse().foreignCommit("write file", Map.of("file", Bytes.utf8("2")));

            assertThat(repository().commit(base, List.of(put("file", "2")))).isInstanceOf(CommitResult.Conflict.class);
            assertThat(history("file")).hasSize(2);
        }
    }
}
