// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.automation.Reconciled.Looked;
import io.meshcloud.idp.core.bulkhead.Bulkhead;
import io.meshcloud.idp.core.release.Decision;
import io.meshcloud.idp.core.release.RegistryAnswers;
import io.meshcloud.idp.core.release.RegistryQuestion;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.view.Result;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The poll: releases the newest image in every environment in mode auto (ADR-004, "Release Controller"). It finds every
 * push, with or without an event; events only trigger it sooner.
 */
public final class ReconcileService {
    /** How many repositories are listed together; progress is reported after each batch. */
    private static final int BATCH_SIZE = 200;

    private static final StateFile NO_RELEASE = new StateFile.Absent();

    private final WriterLoop writer;
    private final ImageListing listings;
    private final AutomationService automation;
    private final PlatformView platforms;
    private final Trigger trigger;
    private final Executor executor;

    /**
     * @param executor runs the releases of one batch at the same time, so that they share a push
     */
    public ReconcileService(
            WriterLoop writer,
            ImageListing listings,
            AutomationService automation,
            PlatformView platforms,
            Trigger trigger,
            Executor executor) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.listings = Objects.requireNonNull(listings, "listings");
        this.automation = Objects.requireNonNull(automation, "automation");
        this.platforms = Objects.requireNonNull(platforms, "platforms");
        this.trigger = Objects.requireNonNull(trigger, "trigger");
        this.executor = Objects.requireNonNull(executor, "executor");
    }

    /** Reports the progress of one poll. */
    @FunctionalInterface
    public interface Progress {
        void looked(int done, int all);
    }

    /**
     * Polls once.
     *
     * @throws IdpException if Git cannot be used or {@code platform.yaml} is broken or was removed; if a registry cannot be asked, the result
     *     says so
     */
    public Reconciled reconcile(boolean dryRun, Progress progress) {
        var seen = writer.fetch();
        var platform = platforms.require(seen).orThrow();
        if (!platform.releases().deployOnPush()) {
            return new Reconciled(List.of(), 0, "spec.releases.deployOnPush is false in " + PlatformView.PATH);
        }
        var byMode = byMode(seen, platform);
        var addresses = List.copyOf(byMode.getOrDefault(DeployMode.AUTO, Set.of()));
        var looked = new ArrayList<Looked>();
        for (int from = 0; from < addresses.size(); from += BATCH_SIZE) {
            looked.addAll(look(addresses.subList(from, Math.min(from + BATCH_SIZE, addresses.size())), seen, dryRun));
            progress.looked(looked.size(), addresses.size());
        }
        return new Reconciled(
                looked, byMode.getOrDefault(DeployMode.MANUAL, Set.of()).size(), null);
    }

    /** Environments with an unreadable file count as auto, so that the result contains their problem. */
    private static Map<DeployMode, Set<EnvironmentAddress>> byMode(Snapshot seen, Platform platform) {
        var layout = platform.layout();
        var found = new EnumMap<DeployMode, Set<EnvironmentAddress>>(DeployMode.class);
        seen.forEach(
                Layout.APP_ENVIRONMENT_FILE,
                (path, file) -> EnvironmentFiles.addressOf(path, layout)
                        .ifPresent(address -> found.computeIfAbsent(
                                        EnvironmentView.of(address, layout.folder(address), file, NO_RELEASE)
                                                .validEnvironment()
                                                .map(platform::deployMode)
                                                .orElse(DeployMode.AUTO),
                                        mode -> new TreeSet<>())
                                .add(address)));
        return found;
    }

    /** An environment, and the decision before its registry is asked, or the problem why there is none. */
    private record Case(AutomationRequest request, Result<Decision> decision) {

        /** The question for the images of the environment's repository; empty if the row is already known. */
        Optional<RegistryQuestion.Images> question() {
            return decision.match(
                    known -> known instanceof Decision.Ask ask
                                    && ask.questions().get(0) instanceof RegistryQuestion.Images images
                            ? Optional.of(images)
                            : Optional.empty(),
                    problem -> Optional.empty());
        }
    }

    private List<Looked> look(List<EnvironmentAddress> addresses, Snapshot seen, boolean dryRun) {
        var cases = addresses.stream()
                .map(address -> new AutomationRequest(address, null, RequestContext.ofAutomation(trigger, dryRun)))
                .map(request -> new Case(request, firstLook(request, seen)))
                .toList();
        var wanted = cases.stream()
                .flatMap(one -> one.question().stream())
                .map(RegistryQuestion.Images::wanted)
                .toList();
        Map<ImageRepository, Listing> listed = wanted.isEmpty() ? Map.of() : listings.list(wanted);
        var running = cases.stream()
                .map(one -> CompletableFuture.supplyAsync(() -> look(one, seen, listed), executor))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }

    private Result<Decision> firstLook(AutomationRequest request, Snapshot seen) {
        try {
            return Result.of(Bulkhead.call(request.address().toString(), () -> automation.look(request, seen)));
        } catch (IdpException e) {
            return Result.refused(e.problem());
        }
    }

    private Looked look(Case one, Snapshot seen, Map<ImageRepository, Listing> listed) {
        var address = one.request().address();
        try {
            var outcome = Bulkhead.call(address.toString(), () -> outcome(one, seen, listed));
            return new Looked(address, outcome, null);
        } catch (IdpException e) {
            return new Looked(address, null, e.problem());
        }
    }

    private ReleaseOutcome outcome(Case one, Snapshot seen, Map<ImageRepository, Listing> listed) {
        if (one.decision().orThrow() instanceof Decision.Answer answer) {
            return answer.outcome();
        }
        var question = one.question().orElseThrow();
        var listing = Objects.requireNonNull(listed.get(question.repository()), "listing");
        return automation.update(one.request(), seen, RegistryAnswers.NONE.with(question, listing));
    }
}
