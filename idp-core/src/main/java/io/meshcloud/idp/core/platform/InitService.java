// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.platform;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Sets up a state repository: writes {@code platform/platform.yaml} once and never changes it again. The derived files
 * are generated again at each call.
 */
public final class InitService {
    private static final String SUBJECT = "platform";
    private static final String SETTINGS_EXIST = "the platform's settings exist; init never changes them again";
    private static final StatePath README = StatePath.of("README.md");
    private static final Bytes README_TEXT = Bytes.utf8("""
            # GitOps state repository

            This repository says what is to run, where, and since when. The platform writes it; Argo CD reads it.

            - `platform/platform.yaml`: the platform's settings, kept by the platform team.
            - `app-env.yaml` in an environment's folder: the shape of the environment.
            - `release.yaml` in the same folder: the image that is to run. One commit for each release.

            Change environments and releases through `idp`, never by hand: every change is checked before it is
            committed, and its commit says who requested it and why. `idp validate` checks the whole repository.
            """);

    private final ChangeWriter writer;
    private final PlatformView platforms;
    private final DerivedChanges derived;

    public InitService(WriterLoop writer, PlatformView platforms, DerivedChanges derived) {
        this.writer = new ChangeWriter(writer, platforms);
        this.platforms = Objects.requireNonNull(platforms, "platforms");
        this.derived = Objects.requireNonNull(derived, "derived");
    }

    /**
     * Commits the settings, a README if there is none, and the derived files. If the settings exist, only derived files
     * that are stale are committed; unchanged if there are none. Rejected if the settings were removed, because the
     * default settings would replace the limits and switches of the removed file; also rejected if derived files cannot
     * be generated because the settings are broken.
     */
    public ChangeOutcome init(RequestContext context) {
        return writer.run(RequestedChange.ofPlatform(Action.INIT, context), snapshot -> decide(snapshot, context));
    }

    private Plan<ChangeOutcome> decide(Snapshot snapshot, RequestContext context) {
        var refusal = context.caller().platformRefusal(Action.INIT);
        if (refusal.isPresent()) {
            return ChangeWriter.rejected(SUBJECT, refusal.get());
        }
        var existing = snapshot.read(PlatformView.PATH);
        if (existing instanceof StateFile.NotRegular other) {
            return ChangeWriter.rejected(
                    SUBJECT,
                    Problem.of(
                            ProblemCode.NOT_A_REGULAR_FILE,
                            "there is " + other.description() + " where the platform's settings belong",
                            PlatformView.PATH.value(),
                            "put a regular file in its place, or remove it and run init again"));
        }
        if (!(existing instanceof StateFile.Absent)) {
            return regenerated(snapshot, context);
        }
        var removed = platforms.broken(snapshot);
        if (removed.isPresent()) {
            return ChangeWriter.rejected(SUBJECT, removed.get());
        }
        var edits = new ArrayList<FileEdit>();
        edits.add(new FileEdit.Put(PlatformView.PATH, ContractFiles.defaultPlatformFile()));
        if (snapshot.read(README) instanceof StateFile.Absent) {
            edits.add(new FileEdit.Put(README, README_TEXT));
        }
        var message = CommitMessages.of(Action.INIT, null, "platform settings", context, Map.of());
        return ChangeWriter.write(
                SUBJECT,
                snapshot,
                List.of(derived.follow(snapshot, settings(), new Change(edits, message), null)),
                List.of());
    }

    /** The settings in the file that init writes. */
    private static Platform settings() {
        return ContractFiles.readPlatform(PlatformView.PATH.value(), ContractFiles.defaultPlatformFile())
                .match(Document::value, findings -> {
                    throw new IllegalStateException("the default settings are invalid: " + findings);
                });
    }

    /** Commits the derived files that are stale; the settings and the README stay as they are. */
    private Plan<ChangeOutcome> regenerated(Snapshot snapshot, RequestContext context) {
        if (derived.isNone()) {
            return ChangeWriter.unchanged(SUBJECT, SETTINGS_EXIST);
        }
        return platforms
                .require(snapshot)
                .match(
                        settings -> {
                            var message = CommitMessages.of(Action.INIT, null, "derived files", context, Map.of());
                            var change = derived.follow(snapshot, settings, new Change(List.of(), message), null);
                            return change.edits().isEmpty()
                                    ? ChangeWriter.unchanged(SUBJECT, SETTINGS_EXIST + ", and no derived file is stale")
                                    : ChangeWriter.write(SUBJECT, snapshot, List.of(change), List.of());
                        },
                        problem -> ChangeWriter.rejected(SUBJECT, problem));
    }
}
