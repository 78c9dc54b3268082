package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.RegistryAnswers;
import io.meshcloud.idp.core.release.RegistryInquiry;
import io.meshcloud.idp.core.view.AbsentEnvironment;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.writer.ChangeDecision;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Day 0 and its end, the state side: makes, replaces and retires environments (ADR-004, "Provisioning"). Every rule of
 * the contract, of the platform and across the repository is enforced before a file is committed.
 */
public final class ProvisioningService {
    private final WriterLoop loop;
    private final ChangeWriter writer;
    private final EnvironmentIndexes indexes;
    private final RegistryInquiry registry;
    private final Clock clock;

    public ProvisioningService(WriterLoop writer, EnvironmentIndexes indexes, RegistryInquiry registry, Clock clock) {
        this.loop = Objects.requireNonNull(writer, "writer");
        this.writer = new ChangeWriter(writer);
        this.indexes = Objects.requireNonNull(indexes, "indexes");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** One commit of {@code app-env.yaml}, and one of {@code release.yaml} if an image is given, in one push. */
    public ChangeOutcome create(CreateRequest request) {
        var seen = loop.fetch();
        var first = new CreateRules(request, Optional.empty(), indexes, clock).decide(PendingSnapshot.of(seen));
        // A request that is refused without an image is refused before the registry is asked.
        var facts = first instanceof ChangeDecision.Rejected
                ? Optional.<RegistryAnswers>empty()
                : CreateRules.factsNeeded(request).map(questions -> registry.ask(questions, RegistryAnswers.NONE));
        var rules = new CreateRules(request, facts, indexes, clock);
        return writer.run(seen, request.address().toString(), request.context().dryRun(), rules::decide);
    }

    /** One commit of {@code app-env.yaml}; a broken file is replaced. */
    public ChangeOutcome apply(ApplyRequest request) {
        return writer.run(request.address().toString(), request.context().dryRun(), snapshot -> {
            var access = SettingsAccess.open(
                    snapshot, request.address(), request.context().caller(), Action.APPLY);
            return access.problem()
                    .<ChangeDecision>map(ChangeDecision.Rejected::new)
                    .orElseGet(() ->
                            new ApplyRules(request, access.platform(), snapshot, loop::history, indexes).decide());
        });
    }

    /** One commit that removes the environment's files; history keeps them. */
    public ChangeOutcome retire(EnvironmentAddress address, RequestContext context) {
        return writer.run(address.toString(), context.dryRun(), snapshot -> {
            var access = SettingsAccess.open(snapshot, address, context.caller(), Action.RETIRE);
            if (access.problem().isPresent()) {
                return new ChangeDecision.Rejected(access.problem().get());
            }
            var layout = access.platform().layout();
            var view = EnvironmentView.read(snapshot, layout, address);
            return view.environment().isAbsent() && view.release().isAbsent()
                    ? new ChangeDecision.Rejected(AbsentEnvironment.problem(loop::history, snapshot, layout, view))
                    : retire(view, context);
        });
    }

    private static ChangeDecision retire(EnvironmentView view, RequestContext context) {
        var edits = new ArrayList<FileEdit>();
        if (!view.environment().isAbsent()) {
            edits.add(new FileEdit.Delete(view.environmentPath()));
        }
        if (!view.release().isAbsent()) {
            edits.add(new FileEdit.Delete(view.releasePath()));
        }
        var message = CommitMessages.of(Action.RETIRE, view.address(), "", context, Map.of());
        var warnings = view.readableRelease().map(AppRelease::image).map(ProvisioningService::ran).stream()
                .toList();
        return new ChangeDecision.Write(List.of(new Change(edits, message)), warnings);
    }

    private static Warning ran(ImageReference image) {
        return new Warning(
                "the image that ran is " + image,
                "",
                "to bring it back, create the environment again and release that image");
    }
}
