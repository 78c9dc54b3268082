package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit;
import io.meshcloud.idp.contract.yaml.edit.YamlEditor;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.EnvironmentAccess;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.History;
import io.meshcloud.idp.core.writer.ChangeDecision;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Changes the fields of {@code app-env.yaml} that are a team's own: {@code runtime.*}, {@code ingress.*},
 * {@code config.*}, {@code release.track}. Only the bytes of the changed scalars change.
 */
public final class ConfigurationService {
    private final ChangeWriter writer;
    private final History history;
    private final EnvironmentIndexes indexes;

    public ConfigurationService(WriterLoop writer, EnvironmentIndexes indexes) {
        this.writer = new ChangeWriter(writer);
        this.history = writer::history;
        this.indexes = Objects.requireNonNull(indexes, "indexes");
    }

    /** All assignments in one commit, or none. The result keeps every rule, limits included. */
    public ChangeOutcome set(EnvironmentAddress address, List<Assignment> assignments, RequestContext context) {
        if (assignments.isEmpty()) {
            return new ChangeOutcome.Rejected(address.toString(), nothingToSet(), List.of());
        }
        return writer.run(
                address.toString(),
                context.dryRun(),
                snapshot -> EnvironmentAccess.open(history, snapshot, address, context.caller(), Action.CONFIGURE)
                        .match(
                                (view, file, platform) -> set(snapshot, view, file, platform, assignments, context),
                                ChangeDecision.Rejected::new));
    }

    private ChangeDecision set(
            Snapshot snapshot,
            EnvironmentView view,
            Document<AppEnvironment> file,
            Platform platform,
            List<Assignment> assignments,
            RequestContext context) {
        try {
            List<FieldEdit> edits = assignments.stream().map(TeamFields::edit).toList();
            var bytes = YamlEditor.edit(file.file(), file.bytes(), edits);
            if (bytes.equals(file.bytes())) {
                return new ChangeDecision.Unchanged("every field has that value already");
            }
            var checked = new EnvironmentFileCheck(view, platform, snapshot, indexes).check(bytes);
            if (checked.problem().isPresent()) {
                return new ChangeDecision.Rejected(checked.problem().get());
            }
            var message = CommitMessages.of(Action.CONFIGURE, view.address(), fields(assignments), context, Map.of());
            var warnings = checked.document().orElseThrow().warnings();
            return new ChangeDecision.Write(
                    List.of(new Change(List.of(new FileEdit.Put(view.environmentPath(), bytes)), message)),
                    warnings.stream().map(Warning::of).toList());
        } catch (IdpException e) {
            return new ChangeDecision.Rejected(e.problem());
        }
    }

    /** The names only: a value may be long, and is in the commit anyway. */
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
