// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.rewrite.RewriteService;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RewriteServiceTest {
    private final World world = new World();
    private final RewriteService rewrites = new RewriteService(world.state);

    @BeforeEach
    void drop_a_release() {
        world.push("1.0.0");
        world.create(DEV, World.file("dev"), "1.0.0");
        world.pushAndRelease("1.1.0");
        world.state.foreignRewrite(1);
    }

    private String tip() {
        return world.state.look().orElseThrow().commit().value();
    }

    private static void assertCode(ProblemCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IdpException.class,
                        it -> assertThat(it.problem().code()).isEqualTo(code));
    }

    @Test
    void every_service_refuses_until_the_platform_accepts_it() {
        assertCode(ProblemCode.BRANCH_REWRITTEN, () -> world.pushAndRelease("1.2.0"));
        assertCode(ProblemCode.BRANCH_REWRITTEN, () -> world.rollback(RollbackTarget.before(), false));
        assertCode(
                ProblemCode.BRANCH_REWRITTEN,
                () -> world.histories.history(World.platform(), new HistoryRequest(DEV, 10, null)));
        assertCode(ProblemCode.BRANCH_REWRITTEN, () -> world.catalog.list(World.platform()));

        assertThat(rewrites.accept(tip().substring(0, 10), context())).isInstanceOf(ChangeOutcome.Changed.class);

        world.pushAndRelease("1.2.1");
        assertThat(world.catalog.list(World.platform())).hasSize(1);
    }

    @Test
    void the_acceptance_names_the_actor_and_the_previous_tip() {
        var before = world.state.look().orElseThrow().optionalPrevious().orElseThrow();
        rewrites.accept(tip(), context());

        assertThat(world.state.commits().get(0))
                .startsWith("accept-rewrite: branch at ")
                .contains(
                        "Idp-Action: accept-rewrite\n",
                        "Idp-Actor: platform-team\n",
                        "Idp-Request-Id: ",
                        "Idp-Previous-Tip: " + before + "\n");
    }

    @Test
    void a_second_acceptance_changes_nothing() {
        var accepted = tip();
        rewrites.accept(accepted, context());
        int commits = world.state.commits().size();

        assertThat(rewrites.accept(accepted, context())).isInstanceOf(ChangeOutcome.Unchanged.class);
        assertThat(rewrites.accept(tip(), context())).isInstanceOf(ChangeOutcome.Unchanged.class);
        assertThat(world.state.commits()).hasSize(commits);
    }

    @Test
    void a_branch_that_was_reset_to_an_acceptance_must_be_accepted_again() {
        rewrites.accept(tip(), context());
        world.pushAndRelease("1.2.0");
        world.state.foreignRewrite(1);
        assertCode(ProblemCode.BRANCH_REWRITTEN, () -> world.catalog.list(World.platform()));

        assertThat(rewrites.accept(tip(), context())).isInstanceOf(ChangeOutcome.Changed.class);

        assertThat(world.catalog.list(World.platform())).hasSize(1);
    }

    @Test
    void another_commit_than_the_tip_is_refused() {
        var looked = tip();
        world.state.foreignCommit("more", Map.of());

        assertCode(ProblemCode.NOT_THE_TIP, () -> rewrites.accept(looked, context()));
    }

    @Test
    void a_commit_that_arrives_meanwhile_is_not_accepted() {
        world.state.beforeNextCommit(() -> world.state.foreignCommit("quick", Map.of()));

        assertCode(ProblemCode.NOT_THE_TIP, () -> rewrites.accept(tip(), context()));
        assertCode(ProblemCode.BRANCH_REWRITTEN, () -> world.state.snapshot());
    }

    @Test
    void words_and_short_abbreviations_are_not_revisions() {
        assertCode(ProblemCode.USAGE, () -> rewrites.accept("main", context()));
        assertCode(ProblemCode.USAGE, () -> rewrites.accept(tip().substring(0, 6), context()));
    }

    @Test
    void a_dry_run_writes_nothing() {
        var context = context();
        var dry = new RequestContext(context.caller(), context.trigger(), null, context.requestId(), true);
        int commits = world.state.commits().size();

        assertThat(rewrites.accept(tip(), dry)).isInstanceOf(ChangeOutcome.Planned.class);
        assertThat(world.state.commits()).hasSize(commits);
    }

    @Test
    void only_the_platform_may_accept() {
        var team = World.context(Caller.granted(Actor.parse("team"), List.of()));

        assertThat(rewrites.accept(tip(), team))
                .isInstanceOfSatisfying(
                        ChangeOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.FORBIDDEN));
    }
}
