// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import io.meshcloud.idp.chaos.Attempt.Known;
import io.meshcloud.idp.cli.config.Flags;
import io.meshcloud.idp.cli.config.SettingsReader;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.wiring.Services;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.contract.wire.ReleaseResult.Status;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.core.wire.Views;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A long-lived process, like a service: callers that share pushes, and automation that polls repeatedly. */
final class LongLived implements AutoCloseable {
    static final String NAME = "service";

    private static final long BETWEEN_POLLS_MILLIS = 500;
    private static final long BETWEEN_REQUESTS_MILLIS = 150;

    private final Playground playground;
    private final Ledger ledger;
    private final Services services;
    private final long end;

    LongLived(Playground playground, Ledger ledger, Duration time) {
        this.playground = playground;
        this.ledger = ledger;
        this.end = System.nanoTime() + time.toNanos();
        var silent = new PrintStream(PrintStream.nullOutputStream());
        var context = new CliContext(
                InputStream.nullInputStream(),
                silent,
                silent,
                playground.variables(NAME),
                playground.home(NAME),
                NAME,
                false,
                Clock.systemUTC());
        this.services = Services.start(SettingsReader.read(Flags.NONE, context), context);
    }

    /** Lets automation look until the time is over. */
    void poll() {
        while (System.nanoTime() - end < 0) {
            answered("service reconcile", () -> {
                services.core().reconciliation().reconcile(false, (done, all) -> {});
                return "answered";
            });
            pause(BETWEEN_POLLS_MILLIS);
        }
    }

    /** Requests releases and rollbacks until the time is over. */
    void call(long seed) {
        var random = new Random(seed);
        while (System.nanoTime() - end < 0) {
            var environment = playground.anyEnvironment(random);
            if (random.nextInt(100) < 70) {
                int tag = playground.anyTag(environment, random);
                release(environment, tag);
            } else {
                rollback(environment);
            }
            pause(BETWEEN_REQUESTS_MILLIS);
        }
    }

    private void release(String environment, int tag) {
        var id = UUID.randomUUID().toString();
        var request = ReleaseRequest.of(
                EnvironmentAddress.parse(environment), ImageChoice.parse(Integer.toString(tag)), context(id));
        write(
                "service release",
                id,
                environment,
                playground.digest(environment, tag),
                () -> services.core().releases().release(request));
    }

    private void rollback(String environment) {
        var id = UUID.randomUUID().toString();
        var request = new RollbackRequest(
                EnvironmentAddress.parse(environment),
                RollbackTarget.before(),
                ExpectedCurrent.anything(),
                Reason.parse("chaos"),
                false,
                context(id));
        write(
                "service rollback",
                id,
                environment,
                null,
                () -> services.core().rollbacks().rollback(request));
    }

    private static RequestContext context(String id) {
        return new RequestContext(
                Caller.platform(Actor.parse(NAME)), Trigger.of("chaos-service"), null, RequestId.parse(id), false);
    }

    private void write(
            String operation, String id, String environment, @Nullable String digest, Supplier<ReleaseOutcome> asked) {
        var known = new Known[] {Known.REFUSED};
        var what = say(operation, () -> {
            var status = new Views(Clock.systemUTC(), null).of(asked.get()).result();
            known[0] = status == Status.UPDATED ? Known.DONE : Known.UNCHANGED;
            return status.toString();
        });
        if (what.equals(ProblemCode.OUTCOME_UNKNOWN.toString())) {
            known[0] = Known.UNKNOWN;
        }
        ledger.add(operation, new Attempt(id, environment, digest, known[0], what));
    }

    private void answered(String operation, Supplier<String> asked) {
        ledger.answered(operation, say(operation, asked));
    }

    /** The answer in a word; anything but a problem with a code breaks the law. */
    private String say(String operation, Supplier<String> asked) {
        try {
            return asked.get();
        } catch (IdpException e) {
            if (e.problem().kind() == ProblemKind.INTERNAL) {
                ledger.broken(operation + " has a defect: " + trace(e));
            }
            return e.problem().code().toString();
        } catch (RuntimeException | Error e) {
            ledger.broken(operation + " failed without a problem: " + trace(e));
            return e.getClass().getSimpleName();
        }
    }

    private static String trace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public void close() {
        services.close();
    }
}
