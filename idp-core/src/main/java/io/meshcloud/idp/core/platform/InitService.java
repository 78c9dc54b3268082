package io.meshcloud.idp.core.platform;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeDecision;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sets up a state repository: writes {@code platform/platform.yaml} once and never touches it again. */
public final class InitService {
    private static final StatePath README = StatePath.of("README.md");
    private static final Bytes README_TEXT = Bytes.utf8("""
            # GitOps state repository

            What is to run, where, and since when. The platform writes here; Argo CD reads it.

            - `platform/platform.yaml`: the platform's settings, kept by the platform team.
            - `app-env.yaml` in an environment's folder: the shape of the environment.
            - `release.yaml` beside it: the image that is to run. One commit for each release.

            Change environments and releases through `idp`, never by hand: every change is checked before it is
            committed, and its commit says who wanted it and why. `idp validate` checks the whole repository.
            """);

    private final ChangeWriter writer;

    public InitService(WriterLoop writer) {
        this.writer = new ChangeWriter(writer);
    }

    /** One commit of the settings, and of a README where there is none. Unchanged if the settings are there. */
    public ChangeOutcome init(RequestContext context) {
        return writer.run("platform", context.dryRun(), snapshot -> decide(snapshot, context));
    }

    private static ChangeDecision decide(Snapshot snapshot, RequestContext context) {
        var refusal = context.caller().platformRefusal(Action.INIT);
        if (refusal.isPresent()) {
            return new ChangeDecision.Rejected(refusal.get());
        }
        var there = snapshot.read(PlatformView.PATH);
        if (there instanceof StateFile.NotRegular other) {
            return new ChangeDecision.Rejected(Problem.of(
                    ProblemCode.NOT_A_REGULAR_FILE,
                    "there is " + other.description() + " where the platform's settings belong",
                    PlatformView.PATH.value(),
                    "put a regular file in its place, or remove it and run init again"));
        }
        if (!(there instanceof StateFile.Absent)) {
            return new ChangeDecision.Unchanged("the platform's settings are there; init never touches them again");
        }
        var edits = new ArrayList<FileEdit>();
        edits.add(new FileEdit.Put(PlatformView.PATH, ContractFiles.defaultPlatformFile()));
        if (snapshot.read(README) instanceof StateFile.Absent) {
            edits.add(new FileEdit.Put(README, README_TEXT));
        }
        var message = CommitMessages.of(Action.INIT, null, "platform settings", context, Map.of());
        return new ChangeDecision.Write(List.of(new Change(edits, message)), List.of());
    }
}
