// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.BranchTip;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.testkit.ContractRun;
import io.meshcloud.idp.testkit.state.BrokenStateRepositories.AcceptsNoChange;
import io.meshcloud.idp.testkit.state.BrokenStateRepositories.DropsWhatItCannotApply;
import io.meshcloud.idp.testkit.state.BrokenStateRepositories.ForgetsHistory;
import io.meshcloud.idp.testkit.state.BrokenStateRepositories.LosesUpdatesOfOthers;
import io.meshcloud.idp.testkit.state.BrokenStateRepositories.ReadsOnce;
import io.meshcloud.idp.testkit.state.BrokenStateRepositories.WritesHalfABatch;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract tests fail for repositories that break a promise. */
class StateContractStrengthTest {

    @Test
    void updates_lost_between_two_instances_are_noticed() {
        // The test that counts in a race fails too, but only if the threads meet: it is not part of the proof.
        assertThat(ContractRun.failures(LostUpdates.class))
                .contains(
                        "two_instances_that_saw_an_empty_repository_do_not_both_make_its_first_commit",
                        "exactly_one_of_two_simultaneous_commits_on_one_base_succeeds",
                        "the_second_of_two_commits_on_one_base_conflicts");
    }

    static final class LostUpdates extends StateConcurrencyContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture(LosesUpdatesOfOthers::new, guard -> guard);
        }
    }

    @Test
    void half_a_batch_is_noticed() {
        assertThat(ContractRun.failures(HalfABatch.class))
                .contains("a_file_in_place_of_a_folder", "a_change_that_conflicts_with_the_one_before_it");
    }

    static final class HalfABatch extends StateCommittingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture(WritesHalfABatch::new, guard -> guard);
        }
    }

    @Test
    void an_empty_list_of_changes_that_is_accepted_is_noticed() {
        assertThat(ContractRun.failures(NoChange.class)).containsExactly("no_change_at_all");
    }

    static final class NoChange extends StateCommittingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture(AcceptsNoChange::new, guard -> guard);
        }
    }

    @Test
    void a_change_that_is_dropped_silently_is_noticed() {
        assertThat(ContractRun.failures(DroppedChange.class)).contains("a_file_below_a_file", "a_file_below_a_link");
    }

    static final class DroppedChange extends StateCommittingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture(DropsWhatItCannotApply::new, guard -> guard);
        }
    }

    @Test
    void a_stale_snapshot_is_noticed() {
        assertThat(ContractRun.failures(StaleSnapshot.class)).contains("every_snapshot_is_fetched_from_the_remote");
    }

    static final class StaleSnapshot extends StateReadingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture(ReadsOnce::new, guard -> guard);
        }
    }

    @Test
    void a_wrong_history_is_noticed() {
        assertThat(ContractRun.failures(WrongHistory.class))
                .contains(
                        "it_contains_the_commits_that_changed_it_newest_first",
                        "it_can_begin_after_any_commit",
                        "is_not_found_if_it_is_not_in_the_history");
        assertThat(ContractRun.failures(WrongCommits.class))
                .contains("a_walk_since_a_commit_omits_it_and_what_is_reachable_from_it");
        assertThat(ContractRun.failures(WrongChanges.class)).contains("they_are_the_added_removed_and_replaced_files");
    }

    static final class WrongHistory extends StateHistoryContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture(ForgetsHistory::new, guard -> guard);
        }
    }

    static final class WrongCommits extends StateCommitsContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture(ForgetsHistory::new, guard -> guard);
        }
    }

    static final class WrongChanges extends StateChangesContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture(ForgetsHistory::new, guard -> guard);
        }
    }

    @Test
    void a_guard_that_accepts_any_commit_is_noticed() {
        assertThat(ContractRun.failures(BlindGuard.class))
                .contains(
                        "a_commit_between_review_and_acceptance_is_refused",
                        "a_branch_that_lost_commits_is_refused_until_it_is_accepted");
    }

    static final class BlindGuard extends BranchGuardContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture(instance -> instance, AcceptsAnything::new);
        }
    }

    /** Does not say what was dropped, and accepts the branch as it is now, not as it was looked at. */
    private record AcceptsAnything(InMemoryStateRepository good) implements BranchGuard {
        @Override
        public Optional<BranchTip> look() {
            return good.look().map(tip -> new BranchTip(tip.snapshot(), null));
        }

        @Override
        public Optional<CommitId> acceptance(BranchTip tip, String revision) {
            return good.acceptance(tip, revision);
        }

        @Override
        public CommitResult accept(BranchTip tip, CommitMessage message) {
            return good.accept(good.look().orElseThrow(), message);
        }
    }
}
