// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.history.PastReleases;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryInquiry;
import io.meshcloud.idp.core.release.RepeatedRelease;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.EarlierAttempt;
import io.meshcloud.idp.core.writer.Intent;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Creates, replaces and retires the files of environments (ADR-004, "Provisioning"). Every rule of the contract, of the
 * platform and across the repository is enforced before a file is committed.
 */
public final class EnvironmentService {
    private final WriterLoop loop;
    private final ChangeWriter writer;
    private final EnvironmentIndexes indexes;
    private final PlatformView platform;
    private final RegistryInquiry registry;
    private final DerivedChanges derived;
    private final Clock clock;

    public EnvironmentService(
            WriterLoop writer,
            EnvironmentIndexes indexes,
            PlatformView platform,
            RegistryInquiry registry,
            DerivedChanges derived,
            Clock clock) {
        this.loop = Objects.requireNonNull(writer, "writer");
        this.writer = new ChangeWriter(writer, platform);
        this.indexes = Objects.requireNonNull(indexes, "indexes");
        this.platform = Objects.requireNonNull(platform, "platform");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.derived = Objects.requireNonNull(derived, "derived");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Commits {@code app-env.yaml} with the derived files, and {@code release.yaml} in a second commit of the same push
     * if an image is given.
     */
    public ChangeOutcome create(CreateRequest request) {
        var requested = RequestedChange.of(Action.CREATE, request.address(), request.context())
                .differing(attempt -> otherFile(attempt, request.file())
                        .or(() -> RepeatedRelease.otherFirstImage(attempt, request.optionalImage())));
        return writer.runPrepared(requested, seen -> prepare(request, seen));
    }

    /** Asks the registry about the first image. */
    private Intent<ChangeOutcome> prepare(CreateRequest request, Snapshot seen) {
        var past = new PastReleases(loop::history, loop::isOwn);
        var facts = request.optionalImage().map(image -> RegistryAnswers.NONE);
        var rules = new CreateRules(request, facts, indexes, platform, past, derived, clock);
        var open = rules.open(PendingSnapshot.of(seen));
        while (!open.isEmpty()) {
            facts = Optional.of(registry.ask(open, facts.orElseThrow()));
            rules = new CreateRules(request, facts, indexes, platform, past, derived, clock);
            open = rules.open(PendingSnapshot.of(seen));
        }
        return rules::decide;
    }

    private static Optional<String> otherFile(EarlierAttempt attempt, Bytes file) {
        return attempt.left(Layout.APP_ENVIRONMENT_FILE).equals(Optional.of(file))
                ? Optional.empty()
                : Optional.of("this request has another file");
    }

    /** Commits {@code app-env.yaml} with the derived files; a broken file is replaced. */
    public ChangeOutcome apply(ApplyRequest request) {
        var context = request.context();
        return writer.run(
                RequestedChange.of(Action.APPLY, request.address(), context)
                        .differing(attempt -> otherFile(attempt, request.file())),
                snapshot -> EnvironmentScope.read(platform, snapshot, request.address(), context.caller(), Action.APPLY)
                        .match(
                                scope -> new ApplyRules(request, scope, loop::history, indexes, derived).decide(),
                                problem ->
                                        ChangeWriter.rejected(request.address().toString(), problem)));
    }

    /**
     * Removes the environment's files in one commit, with the derived files; history keeps them. The warnings say what
     * happens to the workload.
     */
    public ChangeOutcome retire(EnvironmentAddress address, RequestContext context) {
        return writer.run(
                RequestedChange.of(Action.RETIRE, address, context),
                snapshot -> EnvironmentScope.read(platform, snapshot, address, context.caller(), Action.RETIRE)
                        .match(
                                scope -> retire(scope, context),
                                problem -> ChangeWriter.rejected(address.toString(), problem)));
    }

    private Plan<ChangeOutcome> retire(EnvironmentScope scope, RequestContext context) {
        var subject = scope.address().toString();
        var view = scope.view();
        if (view.environment().isAbsent() && view.release().isAbsent()) {
            return ChangeWriter.rejected(subject, scope.absent(loop::history, context.caller()));
        }
        var edits = new ArrayList<FileEdit>();
        if (!view.environment().isAbsent()) {
            edits.add(new FileEdit.Delete(view.environmentPath()));
        }
        if (!view.release().isAbsent()) {
            edits.add(new FileEdit.Delete(view.releasePath()));
        }
        var message = CommitMessages.of(Action.RETIRE, view.address(), "", context, Map.of());
        var change = derived.follow(scope.snapshot(), scope.platform(), new Change(edits, message), view.address());
        return ChangeWriter.write(
                subject,
                scope.snapshot(),
                List.of(change),
                RetireWarnings.of(view, scope.platform()),
                derived.visibleTo(context.caller()));
    }
}
