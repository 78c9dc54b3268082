// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.platform;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.ScalarType;
import io.meshcloud.idp.contract.yaml.edit.YamlEditor;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The emergency stop of all releases, by people and by automation; rollbacks stay possible. The stop is a field of
 * {@code platform.yaml}, so everybody can see it, and every process follows it from its next decision on.
 */
public final class StopService {
    private static final String SUBJECT = "platform";
    private static final String STOPPED = "spec.releases.stopped";

    private final ChangeWriter writer;
    private final PlatformView platforms;

    public StopService(WriterLoop writer, PlatformView platforms) {
        this.writer = new ChangeWriter(writer, platforms);
        this.platforms = Objects.requireNonNull(platforms, "platforms");
    }

    /**
     * Stops all releases for this reason. Unchanged if releases are already stopped for the same reason; another reason
     * replaces the old one, with a warning.
     */
    public ChangeOutcome stop(Reason reason, RequestContext context) {
        var request = RequestedChange.ofPlatform(Action.STOP, context)
                .differing(attempt -> attempt.trailer(TrailerKey.REASON)
                        .filter(given -> !given.equals(reason.value()))
                        .map(given -> "this request gives another reason than " + Quoted.of(given)));
        return writer.run(request, snapshot -> decide(snapshot, Optional.of(reason), context));
    }

    /**
     * Allows releases again. Unchanged if releases are not stopped. Rejected if releases were stopped for another
     * reason before the write: the caller has not seen that reason.
     */
    public ChangeOutcome start(RequestContext context) {
        return writer.runPrepared(RequestedChange.ofPlatform(Action.START, context), seen -> {
            var reason = stopped(seen);
            return snapshot -> start(snapshot, reason, context);
        });
    }

    private Plan<ChangeOutcome> start(Snapshot snapshot, Optional<String> seen, RequestContext context) {
        var plan = decide(snapshot, Optional.empty(), context);
        return plan instanceof Plan.Write<ChangeOutcome>
                ? stoppedAgain(seen, stopped(snapshot))
                        .map(problem -> ChangeWriter.rejected(SUBJECT, problem))
                        .orElse(plan)
                : plan;
    }

    /** The reason for which releases are stopped; empty if they are not, or if the settings cannot be read. */
    private Optional<String> stopped(Snapshot snapshot) {
        return PlatformView.settings(platforms.read(snapshot))
                .flatMap(platform -> Optional.ofNullable(platform.releases().stopped()));
    }

    private static Optional<Problem> stoppedAgain(Optional<String> seen, Optional<String> now) {
        return now.filter(reason -> !seen.equals(Optional.of(reason)))
                .map(reason -> Problem.of(
                        ProblemCode.NOT_CURRENT,
                        "releases were stopped again in the meantime: " + Quoted.of(reason),
                        PlatformView.PATH.value(),
                        "run `idp start` again if this reason no longer applies"));
    }

    private Plan<ChangeOutcome> decide(Snapshot snapshot, Optional<Reason> reason, RequestContext context) {
        var action = reason.isPresent() ? Action.STOP : Action.START;
        var file = platforms.read(snapshot);
        var refusal = context.caller()
                .refusalEverywhere(action, platforms.inUse(snapshot).layout())
                .or(() -> PlatformView.broken(file));
        if (refusal.isPresent()) {
            return ChangeWriter.rejected(SUBJECT, refusal.get());
        }
        var platform = PlatformView.settings(file).orElse(Platform.DEFAULT);
        var wanted = reason.map(Reason::value);
        if (wanted.equals(Optional.ofNullable(platform.releases().stopped()))) {
            return ChangeWriter.unchanged(
                    SUBJECT, reason.isPresent() ? "releases are stopped for that reason" : "releases are not stopped");
        }
        var edit = wanted.<FieldEdit>map(text -> new FieldEdit.Put(STOPPED, text, ScalarType.STRING))
                .orElseGet(() -> new FieldEdit.Remove(STOPPED));
        // Without a file the defaults apply; the file that `idp init` writes contains the same values.
        var before = file.bytes().orElseGet(ContractFiles::defaultPlatformFile);
        Bytes after = YamlEditor.edit(PlatformView.PATH.value(), before, List.of(edit));
        var message = CommitMessages.of(
                action, null, "all releases", reason.map(context::because).orElse(context), Map.of());
        return ChangeWriter.write(
                SUBJECT,
                snapshot,
                List.of(new Change(List.of(new FileEdit.Put(PlatformView.PATH, after)), message)),
                reason.flatMap(given -> Optional.ofNullable(platform.releases().stopped()))
                        .map(old ->
                                List.of(Warning.of("releases were stopped already; this replaces the reason, which was "
                                        + Quoted.of(old))))
                        .orElse(List.of()));
    }
}
