// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.CommitMessage.Trailer;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guard: a branch that was rewritten is refused until it is accepted. */
public abstract class BranchGuardContract extends StateRepositoryContract {

    private static CommitMessage acceptance() {
        return new CommitMessage(
                "accept-rewrite: test", List.of(new Trailer(TrailerKey.ACTION, Action.ACCEPT_REWRITE.word())));
    }

    private void assertRefused() {
        assertRefused(repository());
    }

    private static void assertRefused(StateRepository repository) {
        assertThatThrownBy(repository::snapshot)
                .isInstanceOfSatisfying(
                        IdpException.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN));
    }

    @Test
    void a_branch_with_only_new_commits_is_accepted() {
        commit(put("file", "1"));
        var theirs = somebodyElse().foreignCommit("by hand", Map.of("file", Bytes.utf8("2")));

        var tip = somebodyElse().guard().look().orElseThrow();

        assertThat(tip.commit()).isEqualTo(theirs);
        assertThat(tip.optionalPrevious()).isEmpty();
        assertThat(repository().snapshot().commit()).contains(theirs);
    }

    @Test
    void an_empty_repository_has_no_tip() {
        assertThat(somebodyElse().guard().look()).isEmpty();
    }

    @Test
    void a_branch_that_lost_commits_is_refused_until_it_is_accepted() {
        var commits =
                commit(put("file", "1"), put("file", "2"), put("file", "3")).commits();
        somebodyElse().foreignRewrite(2);

        assertRefused();
        assertRefused();

        var tip = somebodyElse().guard().look().orElseThrow();
        assertThat(tip.commit()).isEqualTo(commits.get(0));
        assertThat(tip.optionalPrevious()).contains(commits.get(2));
        assertThat(somebodyElse().guard().acceptance(tip, commits.get(0).value()))
                .isEmpty();
    }

    @Test
    void an_accepted_branch_can_be_written_and_its_acceptance_is_found_by_the_accepted_commit() {
        var commits = commit(put("file", "1"), put("file", "2")).commits();
        somebodyElse().foreignRewrite(1);
        var guard = somebodyElse().guard();

        var accepted = guard.accept(guard.look().orElseThrow(), acceptance());

        assertThat(accepted).isInstanceOf(CommitResult.Committed.class);
        commit(put("file", "3"));
        var tip = guard.look().orElseThrow();
        assertThat(tip.optionalPrevious()).isEmpty();
        assertThat(guard.acceptance(tip, commits.get(0).value().substring(0, 7)))
                .contains(((CommitResult.Committed) accepted).commits().get(0));
        assertThat(guard.acceptance(tip, commits.get(1).value())).isEmpty();
        var itself = ((CommitResult.Committed) accepted).commits().get(0);
        assertThat(guard.acceptance(tip, itself.value())).contains(itself);
    }

    @Test
    void an_acceptance_is_an_empty_commit_on_top_of_the_tip() {
        commit(put("file", "1"), put("file", "2"));
        somebodyElse().foreignRewrite(1);
        var guard = somebodyElse().guard();
        var tip = guard.look().orElseThrow();

        guard.accept(tip, acceptance());

        var parents = new ArrayList<CommitId>();
        var changes = new ArrayList<String>();
        repository().commits(repository().snapshot(), tip.commit(), commit -> {
            parents.addAll(commit.parents());
            commit.changes().forEach(change -> changes.add(change.path()));
            return true;
        });
        assertThat(parents).containsExactly(tip.commit());
        assertThat(changes).isEmpty();
    }

    @Test
    void a_snapshot_from_before_the_rewrite_is_not_written_to() {
        commit(put("file", "1"));
        var base = commit(put("file", "2")).snapshot();
        somebodyElse().foreignRewrite(1);
        var rewritten = somebodyElse().guard().look().orElseThrow().commit();

        try {
            assertThat(repository().commit(base, List.of(put("file", "3")))).isInstanceOf(CommitResult.Conflict.class);
        } catch (IdpException e) {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
        }
        assertThat(somebodyElse().guard().look().orElseThrow().commit()).isEqualTo(rewritten);
    }

    @Test
    void another_instance_that_saw_the_branch_refuses_it_until_the_acceptance() {
        commit(put("file", "1"), put("file", "2"));
        anotherInstance().snapshot();
        somebodyElse().foreignRewrite(1);
        assertRefused(anotherInstance());

        var accepted =
                somebodyElse().guard().accept(somebodyElse().guard().look().orElseThrow(), acceptance());

        assertThat(anotherInstance().snapshot().commit())
                .contains(((CommitResult.Committed) accepted).commits().get(0));
    }

    @Test
    void an_instance_that_never_saw_the_branch_does_not_notice() {
        var first = commit(put("file", "1"), put("file", "2")).commits().get(0);
        somebodyElse().foreignRewrite(1);

        assertThat(anotherInstance().snapshot().commit()).contains(first);
        assertRefused();
    }

    @Test
    void a_commit_between_review_and_acceptance_is_refused() {
        commit(put("file", "1"), put("file", "2"));
        somebodyElse().foreignRewrite(1);
        var seen = somebodyElse().guard().look().orElseThrow();
        somebodyElse().foreignCommit("in between", Map.of("file", Bytes.utf8("x")));

        assertThat(somebodyElse().guard().accept(seen, acceptance())).isInstanceOf(CommitResult.Conflict.class);
        assertRefused();
    }
}
