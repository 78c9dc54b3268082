package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.check.ReleaseCheck;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.AbsentEnvironment;
import io.meshcloud.idp.core.view.EnvironmentAccess;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.History;
import io.meshcloud.idp.core.writer.ChangeDecision;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules for another file of an environment that is there, in their order. */
final class ApplyRules {
    private final ApplyRequest request;
    private final Platform platform;
    private final Snapshot snapshot;
    private final History history;
    private final EnvironmentIndexes indexes;
    private final EnvironmentView view;

    ApplyRules(
            ApplyRequest request, Platform platform, Snapshot snapshot, History history, EnvironmentIndexes indexes) {
        this.history = history;
        this.indexes = indexes;
        this.request = request;
        this.platform = platform;
        this.snapshot = snapshot;
        this.view = EnvironmentView.read(snapshot, platform.layout(), request.address());
    }

    ChangeDecision decide() {
        if (view.environment().isAbsent()) {
            return new ChangeDecision.Rejected(AbsentEnvironment.problem(history, snapshot, platform.layout(), view));
        }
        if (view.environment() instanceof FileState.Broken<AppEnvironment> broken && broken.isNotAFile()) {
            return new ChangeDecision.Rejected(EnvironmentAccess.brokenEnvironment(view, broken));
        }
        if (view.environment().bytes().equals(Optional.of(request.file()))) {
            return new ChangeDecision.Unchanged("the environment has this very file");
        }
        var checked = new EnvironmentFileCheck(view, platform, snapshot, indexes).check(request.file());
        return checked.problem()
                .<ChangeDecision>map(ChangeDecision.Rejected::new)
                .orElseGet(() -> write(checked.document().orElseThrow()));
    }

    private ChangeDecision write(Document<AppEnvironment> file) {
        var edits = new ArrayList<FileEdit>();
        edits.add(new FileEdit.Put(view.environmentPath(), request.file()));
        if (cutsOffRelease(file.value())) {
            if (!request.dropRelease()) {
                return new ChangeDecision.Rejected(releaseStands());
            }
            edits.add(new FileEdit.Delete(view.releasePath()));
        }
        var message = CommitMessages.of(Action.APPLY, request.address(), "", request.context(), Map.of());
        return new ChangeDecision.Write(
                List.of(new Change(edits, message)),
                file.warnings().stream().map(Warning::of).toList());
    }

    /** Whether the release that stands would no longer be one of this environment. */
    private boolean cutsOffRelease(AppEnvironment after) {
        if (view.release().isAbsent()) {
            return false;
        }
        boolean mappingChanges = view.validEnvironment()
                .map(before -> !sameMapping(before, after))
                .orElse(true);
        var release = view.release().document();
        if (release.isEmpty()) {
            return mappingChanges && view.validEnvironment().isPresent();
        }
        return mappingChanges
                && ReleaseCheck.check(release.get(), after, platform).stream()
                        .anyMatch(finding -> finding.code() == ProblemCode.RELEASE_MISMATCH);
    }

    private static boolean sameMapping(AppEnvironment before, AppEnvironment after) {
        return before.registry().repository().equals(after.registry().repository())
                && before.metadata().tenant().equals(after.metadata().tenant())
                && before.metadata().app().equals(after.metadata().app())
                && before.metadata().environment().equals(after.metadata().environment());
    }

    private Problem releaseStands() {
        return Problem.of(
                ProblemCode.RELEASE_EXISTS,
                "the file changes whose images run here (registry.repository or metadata.tenant, app, environment)"
                        + " while a release stands",
                view.releasePath().value(),
                "say --drop-release to remove release.yaml in the same commit; nothing runs until the next release");
    }
}
