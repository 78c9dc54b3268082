package io.meshcloud.idp.core.hold;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.ScalarType;
import io.meshcloud.idp.contract.yaml.edit.YamlEditor;
import io.meshcloud.idp.core.hold.HoldSearch.StandingHold;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.view.EnvironmentAccess;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.History;
import io.meshcloud.idp.core.writer.ChangeDecision;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps automation from deploying to an environment, and restores exactly what stood before. A person's release stays
 * possible.
 */
public final class HoldService {
    private final ChangeWriter writer;
    private final History history;
    private final StateRepository repository;

    public HoldService(WriterLoop writer, StateRepository repository) {
        this.writer = new ChangeWriter(writer);
        this.history = writer::history;
        this.repository = Objects.requireNonNull(repository, "repository");
    }

    /** Sets the deploy mode to manual and remembers in the commit what stood before. Unchanged if it is manual already. */
    public ChangeOutcome hold(EnvironmentAddress address, RequestContext context) {
        return writer.run(
                address.toString(),
                context.dryRun(),
                snapshot -> EnvironmentAccess.open(history, snapshot, address, context.caller(), Action.HOLD)
                        .match(
                                (view, file, platform) -> hold(view, file, platform, context),
                                ChangeDecision.Rejected::new));
    }

    /** Restores the mode that stood before the newest hold. Unchanged if there is no hold: a manual environment stays so. */
    public ChangeOutcome resume(EnvironmentAddress address, RequestContext context) {
        return writer.run(
                address.toString(),
                context.dryRun(),
                snapshot -> EnvironmentAccess.open(history, snapshot, address, context.caller(), Action.RESUME)
                        .match(
                                (view, file, platform) -> resume(snapshot, view, file, context),
                                ChangeDecision.Rejected::new));
    }

    private static ChangeDecision hold(
            EnvironmentView view, Document<AppEnvironment> file, Platform platform, RequestContext context) {
        return HoldChange.of(view.address(), view.environmentPath(), file, platform, context)
                .<ChangeDecision>map(change -> new ChangeDecision.Write(List.of(change), List.of()))
                .orElseGet(() -> new ChangeDecision.Unchanged("the deploy mode is manual already"));
    }

    private ChangeDecision resume(
            PendingSnapshot snapshot, EnvironmentView view, Document<AppEnvironment> file, RequestContext context) {
        if (snapshot.isChanged(view.environmentPath())) {
            return new ChangeDecision.Later();
        }
        if (file.value().registry().deployMode() != DeployMode.MANUAL) {
            return new ChangeDecision.Unchanged("the environment is not held");
        }
        var hold = HoldSearch.find(repository, snapshot.base(), view.environmentPath());
        if (hold.isEmpty()) {
            return new ChangeDecision.Unchanged(
                    "no hold made the environment manual; `idp env apply` changes its mode");
        }
        var edit = new FileEdit.Put(view.environmentPath(), restored(file, hold.get()));
        var message = CommitMessages.of(Action.RESUME, view.address(), "", context, Map.of());
        return new ChangeDecision.Write(List.of(new Change(List.of(edit), message)), List.of());
    }

    private static Bytes restored(Document<AppEnvironment> file, StandingHold hold) {
        var before = hold.before();
        if (before != null && hold.after().equals(file.bytes())) {
            return before;
        }
        var edit = hold.mode().equals(HoldChange.DEFAULT)
                ? new FieldEdit.Remove(HoldChange.MODE)
                : new FieldEdit.Put(HoldChange.MODE, DeployMode.AUTO.word(), ScalarType.STRING);
        return YamlEditor.edit(file.file(), file.bytes(), List.of(edit));
    }
}
