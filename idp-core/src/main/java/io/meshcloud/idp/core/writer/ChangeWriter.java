// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Runs a request that changes files through the writer loop; a dry run only decides it. A request that was done before
 * under its request id is answered with what was done then.
 */
public final class ChangeWriter {
    private final WriterLoop writer;
    private final PlatformView platform;

    public ChangeWriter(WriterLoop writer, PlatformView platform) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.platform = Objects.requireNonNull(platform, "platform");
    }

    /**
     * @param intent decides the request, if it was not done before
     */
    public ChangeOutcome run(RequestedChange request, Intent<ChangeOutcome> intent) {
        return runPrepared(request, seen -> intent);
    }

    /**
     * The same for an intent that needs more than a snapshot.
     *
     * @param prepare makes the intent from the branch as it is now; not called for a request that was done before
     */
    public ChangeOutcome runPrepared(RequestedChange request, Function<Snapshot, Intent<ChangeOutcome>> prepare) {
        var seen = writer.fetch();
        var earlier = new EarlierAttempts(writer, platform, request);
        var repeated = earlier.in(PendingSnapshot.of(seen));
        if (repeated.isPresent()) {
            return answer(repeated.get(), request, seen);
        }
        var intent = prepare.apply(seen);
        if (request.context().dryRun()) {
            return planned(intent.decide(PendingSnapshot.of(seen)));
        }
        try {
            return writer.submit(seen, snapshot -> decide(snapshot, request, earlier, intent));
        } catch (IdpException e) {
            throw earlier.withWayToRepeat(e);
        }
    }

    private static Plan<ChangeOutcome> decide(
            PendingSnapshot snapshot, RequestedChange request, EarlierAttempts earlier, Intent<ChangeOutcome> intent) {
        if (earlier.areQueued(snapshot)) {
            return new Plan.Later<>();
        }
        return earlier.in(snapshot)
                .<Plan<ChangeOutcome>>map(attempt -> new Plan.Answer<>(answer(attempt, request, snapshot.base())))
                .orElseGet(() -> intent.decide(snapshot));
    }

    private static ChangeOutcome answer(EarlierAttempt attempt, RequestedChange request, Snapshot now) {
        return attempt.refusal(request)
                .<ChangeOutcome>map(problem -> new ChangeOutcome.Rejected(request.subject(), problem, List.of()))
                .orElseGet(() -> new ChangeOutcome.Changed(
                        request.subject(),
                        attempt.ids(),
                        attempt.at(),
                        attempt.files(),
                        List.of(doneBefore(attempt, now))));
    }

    private static Warning doneBefore(EarlierAttempt attempt, Snapshot now) {
        boolean isCurrent = attempt.isCurrent(now);
        return new Warning(
                "an earlier attempt of this request has already done this, in commit " + attempt.lastCommit()
                        + (isCurrent ? "" : "; what it changed was changed again since then and stays as it is"),
                "",
                isCurrent ? "" : "to do it again, use a new request id");
    }

    private static ChangeOutcome planned(Plan<ChangeOutcome> plan) {
        if (plan instanceof Plan.Write<ChangeOutcome> write) {
            return write.answer().apply(List.of(), Instant.EPOCH).asPlanned();
        }
        if (plan instanceof Plan.Answer<ChangeOutcome> known) {
            return known.answer();
        }
        throw new IllegalStateException("an intent was deferred in a dry run, which has no pending changes");
    }

    /**
     * The plan to write these changes.
     *
     * @param subject see {@link ChangeOutcome#subject}
     * @param before the snapshot that the changes were decided on
     * @param changes at least one, in the order of their commits
     */
    public static Plan<ChangeOutcome> write(
            String subject, Snapshot before, List<Change> changes, List<Warning> warnings) {
        return write(subject, before, changes, warnings, path -> true);
    }

    /**
     * The same, if the caller may not see every file.
     *
     * @param visible whether the outcome shows a file
     */
    public static Plan<ChangeOutcome> write(
            String subject,
            Snapshot before,
            List<Change> changes,
            List<Warning> warnings,
            Predicate<StatePath> visible) {
        var files = FileChange.of(before, changes).stream()
                .filter(file -> visible.test(file.path()))
                .toList();
        return new Plan.Write<>(
                changes, (commits, at) -> new ChangeOutcome.Changed(subject, commits, at, files, warnings));
    }

    /** The plan to write nothing, because there is nothing to do. */
    public static Plan<ChangeOutcome> unchanged(String subject, String note) {
        return new Plan.Answer<>(new ChangeOutcome.Unchanged(subject, note, List.of()));
    }

    /** The plan to write nothing, because a rule refuses the request. */
    public static Plan<ChangeOutcome> rejected(String subject, Problem problem) {
        return new Plan.Answer<>(new ChangeOutcome.Rejected(subject, problem, List.of()));
    }
}
