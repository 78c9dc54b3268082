package io.meshcloud.idp.core.platform;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.ScalarType;
import io.meshcloud.idp.contract.yaml.edit.YamlEditor;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeDecision;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The emergency stop of all releases, people's and automation's; a rollback stays possible. It is a line in {@code
 * platform.yaml}, so everyone sees it, and it holds for every process from the next decision on.
 */
public final class StopService {
    private static final String STOPPED = "spec.releases.stopped";

    private final ChangeWriter writer;

    public StopService(WriterLoop writer) {
        this.writer = new ChangeWriter(writer);
    }

    /** Stops all releases for this reason. Unchanged if they are stopped for the same one; another one replaces it, with a warning. */
    public ChangeOutcome stop(Reason reason, RequestContext context) {
        return writer.run("platform", context.dryRun(), snapshot -> decide(snapshot, Optional.of(reason), context));
    }

    /** Lets releases go on. Unchanged if they are not stopped. */
    public ChangeOutcome start(RequestContext context) {
        return writer.run("platform", context.dryRun(), snapshot -> decide(snapshot, Optional.empty(), context));
    }

    private static ChangeDecision decide(Snapshot snapshot, Optional<Reason> reason, RequestContext context) {
        var action = reason.isPresent() ? Action.STOP : Action.START;
        var file = PlatformView.read(snapshot);
        var refusal = context.caller().platformRefusal(action).or(() -> PlatformView.broken(file));
        if (refusal.isPresent()) {
            return new ChangeDecision.Rejected(refusal.get());
        }
        var platform = PlatformView.settings(file).orElse(Platform.DEFAULT);
        var wanted = reason.map(Reason::value);
        if (wanted.equals(Optional.ofNullable(platform.releases().stopped()))) {
            return new ChangeDecision.Unchanged(
                    reason.isPresent() ? "releases are stopped for that reason" : "releases are not stopped");
        }
        var edit = wanted.<FieldEdit>map(text -> new FieldEdit.Put(STOPPED, text, ScalarType.STRING))
                .orElseGet(() -> new FieldEdit.Remove(STOPPED));
        // Where there are no settings the defaults hold, and the file that `idp init` writes says just that.
        var before = file.bytes().orElseGet(ContractFiles::defaultPlatformFile);
        Bytes after = YamlEditor.edit(PlatformView.PATH.value(), before, List.of(edit));
        var message = CommitMessages.of(
                action, null, "all releases", reason.map(context::because).orElse(context), Map.of());
        return new ChangeDecision.Write(
                List.of(new Change(List.of(new FileEdit.Put(PlatformView.PATH, after)), message)),
                reason.flatMap(given -> Optional.ofNullable(platform.releases().stopped()))
                        .map(old ->
                                List.of(Warning.of("releases were stopped already; this replaces the reason, which was "
                                        + Quoted.of(old))))
                        .orElse(List.of()));
    }
}
