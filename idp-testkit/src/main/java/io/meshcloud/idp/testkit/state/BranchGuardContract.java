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
import io.meshcloud.idp.spi.state.CommitResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a branch that somebody rewrote, and of its acceptance. */
public abstract class BranchGuardContract extends StateRepositoryContract {

    private static CommitMessage acceptance() {
        return new CommitMessage(
                "accept-rewrite: test", List.of(new Trailer(TrailerKey.ACTION, Action.ACCEPT_REWRITE.word())));
    }

    private void assertRefused() {
        assertThatThrownBy(() -> repository().snapshot())
                .isInstanceOfSatisfying(
                        IdpException.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN));
    }

    @Test
    void a_branch_that_only_grew_is_not_missed_anything_of() {
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
    void what_was_dropped_is_missed_and_everything_refuses() {
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
    void an_acceptance_lets_it_go_on_and_is_found_by_what_it_accepted() {
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
    }

    @Test
    void nothing_comes_between_the_look_and_the_acceptance() {
        commit(put("file", "1"), put("file", "2"));
        somebodyElse().foreignRewrite(1);
        var seen = somebodyElse().guard().look().orElseThrow();
        somebodyElse().foreignCommit("in between", Map.of("file", Bytes.utf8("x")));

        assertThat(somebodyElse().guard().accept(seen, acceptance())).isInstanceOf(CommitResult.Conflict.class);
        assertRefused();
    }
}
