// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.automation.Reconciled.Looked;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.observe.Event;
import io.meshcloud.idp.spi.observe.Event.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reports polls, and the outcomes that they find, to the observers. */
final class ObservedPolls {
    private final Observers observers;

    ObservedPolls(Observers observers) {
        this.observers = Objects.requireNonNull(observers, "observers");
    }

    Reconciled run(Supplier<Reconciled> poll) {
        long start = System.nanoTime();
        try {
            var result = poll.get();
            if (!observers.isEmpty()) {
                report(result, start);
            }
            return result;
        } catch (IdpException e) {
            observers.observe(at -> new Event.Polled(at, since(start), 0, 0, e.problem()));
            throw e;
        }
    }

    private void report(Reconciled result, long start) {
        var rows = result.environments();
        rows.forEach(this::report);
        if (!result.stopped()) {
            observers.onlyAutomatic(rows.stream().map(Looked::address).collect(Collectors.toSet()));
            int failed = (int) rows.stream().filter(Looked::failed).count();
            observers.observe(at -> new Event.Polled(at, since(start), rows.size(), failed, null));
        }
    }

    private void report(Looked row) {
        var problem = row.problem();
        if (problem != null) {
            observers.outcome(row.address(), row.failed() ? Outcome.FAILED : Outcome.REFUSED, problem);
        } else if (row.outcome() instanceof ReleaseOutcome.Rejected rejected) {
            observers.outcome(row.address(), Outcome.REFUSED, rejected.problem());
        } else {
            boolean isHeld = row.outcome() instanceof ReleaseOutcome.Held;
            observers.outcome(row.address(), isHeld ? Outcome.HELD : Outcome.GOOD, null);
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
