// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.ReconcileService;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.registry.ImageListing;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Polls with an executor that is full, closed or without memory for a thread, and with an incomplete list.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedWorkTest {
    private final World world = World.withDev();
    private final AtomicReference<Executor> executor = new AtomicReference<>(Runnable::run);
    private final IdpCore core = IdpCore.builder(world.state, world.registry, world.registry, world.clock)
            .executor(work -> executor.get().execute(work))
            .build();

    @BeforeEach
    void push_an_image() {
        world.settings("releases:\n  deployOnPush: true\n");
        world.push("1.0.0");
    }

    private Reconciled.Looked look() {
        return core.reconciliation()
                .reconcile(false, (done, all) -> {})
                .environments()
                .get(0);
    }

    @Test
    void an_environment_whose_work_is_refused_has_a_problem_and_is_released_by_the_next_poll() {
        executor.set(work -> {
            throw new RejectedExecutionException("full");
        });

        assertThat(look().problem()).isNotNull().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.INTERNAL);
            assertThat(problem.where()).isEqualTo(World.DEV.toString());
            assertThat(problem.what()).contains("RejectedExecutionException");
        });

        executor.set(Runnable::run);
        assertThat(look().outcome()).isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Test
    void an_environment_for_whose_work_no_thread_can_be_started_has_that_problem() {
        executor.set(work -> {
            throw new OutOfMemoryError("unable to create native thread");
        });

        assertThat(look().problem())
                .isNotNull()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ProblemCode.OUT_OF_MEMORY));
    }

    @Test
    void a_poll_whose_listing_never_comes_fails_and_does_not_wait() {
        ImageListing.AsFound forgetful = (wanted, found) -> {};
        var polls = new ReconcileService(
                world.writer,
                world.core.readModel(),
                forgetful,
                world.automation,
                new PlatformView(world.state::history),
                Trigger.RELEASE_CONTROLLER,
                Runnable::run,
                Observers.NONE,
                world.clock);

        assertThatThrownBy(() -> polls.reconcile(false, (done, all) -> {})).hasMessageContaining("not listed");
    }
}
