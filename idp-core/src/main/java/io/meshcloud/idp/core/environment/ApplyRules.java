// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.check.ReleaseCheck;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.History;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules for replacing the file of an existing environment, in their order. */
final class ApplyRules {
    private final ApplyRequest request;
    private final EnvironmentScope scope;
    private final EnvironmentView view;
    private final String subject;
    private final History history;
    private final EnvironmentIndexes indexes;
    private final DerivedChanges derived;

    ApplyRules(
            ApplyRequest request,
            EnvironmentScope scope,
            History history,
            EnvironmentIndexes indexes,
            DerivedChanges derived) {
        this.request = request;
        this.scope = scope;
        this.view = scope.view();
        this.subject = scope.address().toString();
        this.history = history;
        this.indexes = indexes;
        this.derived = derived;
    }

    Plan<ChangeOutcome> decide() {
        if (view.environment().isAbsent()) {
            return ChangeWriter.rejected(
                    subject, scope.absent(history, request.context().caller()));
        }
        if (view.environment() instanceof FileState.Broken<AppEnvironment> broken && broken.isNotAFile()) {
            return ChangeWriter.rejected(subject, view.brokenEnvironment().orElseThrow());
        }
        if (view.environment().bytes().equals(Optional.of(request.file()))) {
            return ChangeWriter.unchanged(subject, "the environment has exactly this file already");
        }
        return new EnvironmentFileCheck(scope, indexes, request.context().caller())
                .check(request.file(), request.force())
                .match(this::write, problem -> ChangeWriter.rejected(subject, problem));
    }

    private Plan<ChangeOutcome> write(CheckedFile file) {
        var edits = new ArrayList<FileEdit>();
        edits.add(new FileEdit.Put(view.environmentPath(), request.file()));
        if (orphansRelease(file.document().value())) {
            if (!request.dropRelease()) {
                return ChangeWriter.rejected(subject, releaseExists());
            }
            edits.add(new FileEdit.Delete(view.releasePath()));
        }
        var message = CommitMessages.of(Action.APPLY, request.address(), "", request.context(), Map.of());
        var change = derived.follow(scope.snapshot(), scope.platform(), new Change(edits, message), request.address());
        return ChangeWriter.write(
                subject,
                scope.snapshot(),
                List.of(change),
                file.warnings(),
                derived.visibleTo(request.context().caller()));
    }

    /** Whether the existing release would no longer belong to this environment. */
    private boolean orphansRelease(AppEnvironment after) {
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
                && ReleaseCheck.check(release.get(), after, scope.platform()).stream()
                        .anyMatch(finding -> finding.code() == ProblemCode.RELEASE_MISMATCH);
    }

    private static boolean sameMapping(AppEnvironment before, AppEnvironment after) {
        return before.registry().repository().equals(after.registry().repository())
                && before.metadata().tenant().equals(after.metadata().tenant())
                && before.metadata().app().equals(after.metadata().app())
                && before.metadata().environment().equals(after.metadata().environment());
    }

    private Problem releaseExists() {
        return Problem.of(
                ProblemCode.RELEASE_EXISTS,
                "the file changes whose images run here (registry.repository or metadata.tenant, app, environment)"
                        + " while a release.yaml exists",
                view.releasePath().value(),
                "pass --drop-release to remove release.yaml in the same commit; nothing runs until the next release");
    }
}
