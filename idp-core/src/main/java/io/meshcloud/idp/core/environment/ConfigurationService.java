// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit;
import io.meshcloud.idp.contract.yaml.edit.YamlEditor;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.History;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.view.Result;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.EarlierAttempt;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Changes the fields of {@code app-env.yaml} that belong to a team: {@code runtime.*}, {@code ingress.*},
 * {@code config.*}, {@code release.track}. Only the bytes of the changed scalars change.
 */
public final class ConfigurationService {
    private final ChangeWriter writer;
    private final History history;
    private final EnvironmentIndexes indexes;
    private final PlatformView platform;
    private final DerivedChanges derived;

    public ConfigurationService(
            WriterLoop writer, EnvironmentIndexes indexes, PlatformView platform, DerivedChanges derived) {
        this.writer = new ChangeWriter(writer, platform);
        this.history = writer::history;
        this.indexes = Objects.requireNonNull(indexes, "indexes");
        this.platform = Objects.requireNonNull(platform, "platform");
        this.derived = Objects.requireNonNull(derived, "derived");
    }

    /**
     * Writes all assignments in one commit with the derived files, or none. The resulting file must pass every rule,
     * limits included.
     */
    public ChangeOutcome set(EnvironmentAddress address, List<Assignment> assignments, RequestContext context) {
        if (assignments.isEmpty()) {
            return new ChangeOutcome.Rejected(address.toString(), nothingToSet(), List.of());
        }
        var request = RequestedChange.of(Action.CONFIGURE, address, context)
                .differing(attempt -> hasSet(attempt, assignments)
                        ? Optional.empty()
                        : Optional.of("this request sets other values"));
        return writer.run(
                request,
                snapshot -> EnvironmentScope.read(platform, snapshot, address, context.caller(), Action.CONFIGURE)
                        .flatMap(scope -> scope.requireEnvironment(history, context.caller()))
                        .match(
                                scope -> set(scope, assignments, context),
                                problem -> ChangeWriter.rejected(address.toString(), problem)));
    }

    /** Whether the fields had these values after an earlier attempt: then setting them changes nothing. */
    private static boolean hasSet(EarlierAttempt attempt, List<Assignment> assignments) {
        try {
            var edits = assignments.stream().map(TeamFields::edit).toList();
            return attempt.left(Layout.APP_ENVIRONMENT_FILE)
                    .filter(bytes -> YamlEditor.edit(Layout.APP_ENVIRONMENT_FILE, bytes, edits)
                            .equals(bytes))
                    .isPresent();
        } catch (IdpException e) {
            // Values that cannot be set were not set.
            return false;
        }
    }

    private Plan<ChangeOutcome> set(EnvironmentScope scope, List<Assignment> assignments, RequestContext context) {
        return edited(scope.file(), assignments)
                .match(
                        bytes -> bytes.equals(scope.file().bytes())
                                ? ChangeWriter.unchanged(
                                        scope.address().toString(), "every field has that value already")
                                : write(scope, bytes, fields(assignments), context),
                        problem -> ChangeWriter.rejected(scope.address().toString(), problem));
    }

    private static Result<Bytes> edited(Document<AppEnvironment> file, List<Assignment> assignments) {
        try {
            List<FieldEdit> edits = assignments.stream().map(TeamFields::edit).toList();
            return Result.of(YamlEditor.edit(file.file(), file.bytes(), edits));
        } catch (IdpException e) {
            return Result.refused(e.problem());
        }
    }

    private Plan<ChangeOutcome> write(EnvironmentScope scope, Bytes bytes, String fields, RequestContext context) {
        var subject = scope.address().toString();
        var message = CommitMessages.of(Action.CONFIGURE, scope.address(), fields, context, Map.of());
        var edit = new FileEdit.Put(scope.view().environmentPath(), bytes);
        return new EnvironmentFileCheck(scope, indexes, context.caller())
                .check(bytes, false)
                .match(
                        checked -> ChangeWriter.write(
                                subject,
                                scope.snapshot(),
                                List.of(derived.follow(
                                        scope.snapshot(),
                                        scope.platform(),
                                        new Change(List.of(edit), message),
                                        scope.address())),
                                checked.warnings(),
                                derived.visibleTo(context.caller())),
                        problem -> ChangeWriter.rejected(subject, problem));
    }

    /** The field names only: a value may be long, and the commit contains it anyway. */
    private static String fields(List<Assignment> assignments) {
        return assignments.stream().map(Assignment::field).distinct().collect(Collectors.joining(", "));
    }

    private static Problem nothingToSet() {
        return Problem.of(
                ProblemCode.USAGE,
                "no field is named",
                "",
                "write field=value, for example runtime.scaling.replicas=3");
    }
}
