// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.hold;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.ScalarType;
import io.meshcloud.idp.contract.yaml.edit.YamlEditor;
import io.meshcloud.idp.core.hold.HoldSearch.ActiveHold;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.History;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.Intent;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps automation from deploying to an environment, and later restores exactly the previous deploy mode. People can
 * still release.
 */
public final class HoldService {
    private final ChangeWriter writer;
    private final History history;
    private final StateRepository repository;
    private final PlatformView platform;

    public HoldService(WriterLoop writer, StateRepository repository, PlatformView platform) {
        this.writer = new ChangeWriter(writer, platform);
        this.history = writer::history;
        this.repository = Objects.requireNonNull(repository, "repository");
        this.platform = Objects.requireNonNull(platform, "platform");
    }

    /**
     * Sets the deploy mode to manual and records the previous mode in the commit. Unchanged if it is manual already.
     */
    public ChangeOutcome hold(EnvironmentAddress address, RequestContext context) {
        return writer.run(
                RequestedChange.of(Action.HOLD, address, context),
                snapshot -> EnvironmentScope.read(platform, snapshot, address, context.caller(), Action.HOLD)
                        .flatMap(scope -> scope.requireEnvironment(history, context.caller()))
                        .match(
                                scope -> hold(scope, context),
                                problem -> ChangeWriter.rejected(address.toString(), problem)));
    }

    /**
     * Restores the mode from before the newest hold. Unchanged if there is no hold: a manual environment stays manual.
     * Rejected if that hold was replaced by another one before the write: the caller has not seen its reason.
     */
    public ChangeOutcome resume(EnvironmentAddress address, RequestContext context) {
        return writer.runPrepared(RequestedChange.of(Action.RESUME, address, context), seen -> {
            var resumption = new Resumption(address, context);
            return resumption.decide(PendingSnapshot.of(seen)) instanceof Plan.Answer<ChangeOutcome> nothingToDo
                    ? snapshot -> nothingToDo
                    : resumption;
        });
    }

    private static Plan<ChangeOutcome> hold(EnvironmentScope scope, RequestContext context) {
        return HoldChange.of(scope.address(), scope.view().environmentPath(), scope.file(), scope.platform(), context)
                .map(change ->
                        ChangeWriter.write(scope.address().toString(), scope.snapshot(), List.of(change), List.of()))
                .orElseGet(
                        () -> ChangeWriter.unchanged(scope.address().toString(), "the deploy mode is manual already"));
    }

    /** A request to end the hold that its first decision found, and no other hold. */
    private final class Resumption implements Intent<ChangeOutcome> {
        private final EnvironmentAddress address;
        private final RequestContext context;
        private @Nullable CommitId seen;

        Resumption(EnvironmentAddress address, RequestContext context) {
            this.address = address;
            this.context = context;
        }

        @Override
        public Plan<ChangeOutcome> decide(PendingSnapshot snapshot) {
            return EnvironmentScope.read(platform, snapshot, address, context.caller(), Action.RESUME)
                    .flatMap(scope -> scope.requireEnvironment(history, context.caller()))
                    .match(
                            scope -> resume(snapshot, scope),
                            problem -> ChangeWriter.rejected(address.toString(), problem));
        }

        private Plan<ChangeOutcome> resume(PendingSnapshot snapshot, EnvironmentScope scope) {
            var subject = address.toString();
            var path = scope.view().environmentPath();
            var file = scope.file();
            if (snapshot.isChanged(path)) {
                return new Plan.Later<>();
            }
            if (file.value().registry().deployMode() != DeployMode.MANUAL) {
                return ChangeWriter.unchanged(subject, "the environment is not held");
            }
            var hold = HoldSearch.find(repository, snapshot.base(), path);
            if (hold.isEmpty()) {
                return ChangeWriter.unchanged(
                        subject, "no hold made the environment manual; `idp env apply` changes its mode");
            }
            if (seen == null) {
                seen = hold.get().commit();
            }
            if (!seen.equals(hold.get().commit())) {
                return ChangeWriter.rejected(subject, heldAgain(path, hold.get().commit()));
            }
            var edit = new FileEdit.Put(path, restored(file, hold.get()));
            var message = CommitMessages.of(Action.RESUME, address, "", context, Map.of());
            return ChangeWriter.write(subject, snapshot, List.of(new Change(List.of(edit), message)), List.of());
        }

        private static Problem heldAgain(StatePath path, CommitId by) {
            return Problem.of(
                    ProblemCode.NOT_CURRENT,
                    "the environment was held again in the meantime, in commit " + by.abbreviated(),
                    path.value(),
                    "look up the reason in `idp history`, and resume again if it no longer applies");
        }
    }

    private static Bytes restored(Document<AppEnvironment> file, ActiveHold hold) {
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
