// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.automation.Reconciled.Looked;
import io.meshcloud.idp.core.bulkhead.Bulkhead;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.release.Decision;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The poll: releases the newest image in every environment in mode auto (ADR-004, "Release Controller"). It finds every
 * push, with or without an event; events only trigger it sooner. It remembers the last look and decides again only what
 * may be different, so use one for all polls of a process. Safe for use by many threads; polls wait for each other.
 */
public final class ReconcileService {
    /** How many repositories are listed together; progress is reported after each batch. */
    private static final int BATCH_SIZE = 200;

    /** What a listing has resolved is asked again if the decision had to wait longer than this. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private final WriterLoop writer;
    private final ImageListing listings;
    private final AutomationService automation;
    private final PlatformView platforms;
    private final Trigger trigger;
    private final Executor executor;
    private final ObservedPolls observed;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final LookMemory memory = new LookMemory();
    private final Set<EnvironmentAddress> hints = ConcurrentHashMap.newKeySet();

    /**
     * @param executor runs the decisions and releases of a look at the same time, so that they share a push
     */
    public ReconcileService(
            WriterLoop writer,
            ImageListing listings,
            AutomationService automation,
            PlatformView platforms,
            Trigger trigger,
            Executor executor,
            Observers observers,
            Clock clock) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.listings = Objects.requireNonNull(listings, "listings");
        this.automation = Objects.requireNonNull(automation, "automation");
        this.platforms = Objects.requireNonNull(platforms, "platforms");
        this.trigger = Objects.requireNonNull(trigger, "trigger");
        this.executor = Objects.requireNonNull(executor, "executor");
        this.observed = new ObservedPolls(observers);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Reports the progress of one poll. */
    @FunctionalInterface
    public interface Progress {
        /** Reports how many of all environments have been looked at; some of their releases may not be written yet. */
        void looked(int done, int all);
    }

    /**
     * Polls once.
     *
     * @throws IdpException if Git cannot be used, or {@code platform.yaml} is broken or was removed; if a registry
     *     cannot be asked, the result says so
     */
    public Reconciled reconcile(boolean dryRun, Progress progress) {
        lock.lock();
        try {
            return dryRun ? poll(true, progress) : observed.run(() -> poll(false, progress));
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next poll looks at this environment first: an event named it, and may have come before the registry shows the
     * push.
     */
    public void lookFirst(EnvironmentAddress address) {
        hints.add(address);
    }

    private Reconciled poll(boolean dryRun, Progress progress) {
        var seen = writer.fetch();
        var platform = platforms.require(seen).orThrow();
        if (!platform.releases().deployOnPush()) {
            return new Reconciled(
                    List.of(), 0, "spec.releases.deployOnPush is false in " + PlatformView.PATH, List.of());
        }
        var environments = memory.environments(seen, platform, clock.instant());
        var look = new Look(seen, platform, dryRun, environments);
        var automatic = inOrderOfInterest(environments);
        var rows = new TreeMap<EnvironmentAddress, CompletableFuture<Looked>>();
        try {
            for (int from = 0; from < automatic.size(); from += BATCH_SIZE) {
                var batch = automatic.subList(from, Math.min(from + BATCH_SIZE, automatic.size()));
                // Not awaited: the next repositories are listed while the releases of these are written.
                look.at(batch, rows);
                progress.looked(rows.size(), automatic.size());
            }
        } finally {
            // Wait after a failure, too, so that no release is written after the poll has ended.
            CompletableFuture.allOf(rows.values().toArray(CompletableFuture<?>[]::new))
                    .exceptionally(failure -> null)
                    .join();
        }
        return new Reconciled(
                rows.values().stream().map(CompletableFuture::join).toList(),
                environments.size() - automatic.size(),
                null,
                memory.unread());
    }

    /** The environments in mode auto: first those that an event named, then those that changed last. */
    private List<EnvironmentAddress> inOrderOfInterest(Map<EnvironmentAddress, LookMemory.Entry> environments) {
        var now = clock.instant();
        hints.removeIf(hint -> {
            Optional.ofNullable(environments.get(hint)).ifPresent(entry -> entry.changed(now));
            return true;
        });
        return environments.entrySet().stream()
                .filter(each -> each.getValue().mode() == DeployMode.AUTO)
                .sorted(Comparator.comparing((Map.Entry<EnvironmentAddress, LookMemory.Entry> each) ->
                                each.getValue().changed())
                        .reversed())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** One look at the environments of a snapshot. */
    private final class Look {
        private final Snapshot seen;
        private final Platform platform;
        private final boolean dryRun;
        private final Map<EnvironmentAddress, LookMemory.Entry> environments;

        private Look(
                Snapshot seen,
                Platform platform,
                boolean dryRun,
                Map<EnvironmentAddress, LookMemory.Entry> environments) {
            this.seen = seen;
            this.platform = platform;
            this.dryRun = dryRun;
            this.environments = environments;
        }

        /**
         * Lists the repositories of these environments, and begins to decide and write as soon as one is listed.
         *
         * @param rows gets the result of each environment
         */
        private void at(List<EnvironmentAddress> addresses, Map<EnvironmentAddress, CompletableFuture<Looked>> rows) {
            var open = new HashMap<ImageRepository, Pending>();
            var wanted = new ArrayList<ImageListing.Wanted>();
            for (var address : addresses) {
                var one = firstLook(address);
                var row = one.settled(Optional.empty(), clock.instant())
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(CompletableFuture::new);
                rows.put(address, row);
                if (row.isDone()) {
                    continue;
                }
                var question = one.question();
                if (question.isPresent()
                        && open.putIfAbsent(question.get().repository(), new Pending(one, row)) == null) {
                    wanted.add(wanted(question.get()));
                } else {
                    row.completeExceptionally(new IllegalStateException("nothing decides about " + address));
                }
            }
            if (!wanted.isEmpty()) {
                try {
                    decideWhileListing(wanted, open);
                } catch (RuntimeException | Error e) {
                    // For example, no thread can be started. The poll waits for every row.
                    fail(open, e);
                    throw e;
                }
            }
        }

        private static void fail(Map<ImageRepository, Pending> open, Throwable failure) {
            open.values().forEach(pending -> pending.row.completeExceptionally(failure));
            open.clear();
        }

        /**
         * Decides in this thread while another one lists, so that no registry waits for a decision, and no decision
         * waits for the listings of other repositories.
         */
        private void decideWhileListing(List<ImageListing.Wanted> wanted, Map<ImageRepository, Pending> open) {
            var finds = new LinkedBlockingQueue<Runnable>();
            var lister = new Thread(
                    () -> {
                        try {
                            listings.list(
                                    wanted,
                                    (repository, listing) ->
                                            finds.add(() -> Optional.ofNullable(open.remove(repository))
                                                    .ifPresent(pending -> decide(pending, listing))));
                            finds.add(() -> fail(open, new IllegalStateException("not listed: " + open.keySet())));
                        } catch (RuntimeException | Error e) {
                            finds.add(() -> fail(open, e));
                        }
                    },
                    "idp-look");
            lister.setDaemon(true);
            lister.start();
            boolean isInterrupted = false;
            while (!open.isEmpty()) {
                try {
                    finds.take().run();
                } catch (InterruptedException e) {
                    // The rows that were begun are finished first.
                    isInterrupted = true;
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Completes the row in every case, also if the executor refuses the work. */
        private void decide(Pending pending, Listing listing) {
            var address = pending.one.address();
            var listedAt = clock.instant();
            try {
                var unused = Bulkhead.call(address.toString(), () -> {
                    pending.one
                            .settled(Optional.of(listing), clock.instant())
                            .ifPresentOrElse(
                                    pending.row::complete,
                                    () -> executor.execute(
                                            () -> pending.complete(() -> update(pending.one, listing, listedAt))));
                    return pending.row;
                });
            } catch (IdpException e) {
                pending.row.complete(new Looked(address, null, e.problem()));
            } catch (RuntimeException | Error e) {
                pending.row.completeExceptionally(e);
            }
        }

        /** Every tag of a repository, but at this moment only the digest of the one on file. */
        private static ImageListing.Wanted wanted(RegistryQuestion.Images question) {
            return question.wanted()
                    .lookingUp(question.onFile().tag().map(Set::of).orElse(Set.of()));
        }

        private Case firstLook(EnvironmentAddress address) {
            try {
                return Bulkhead.call(address.toString(), () -> {
                    var known = LookMemory.find(
                            entry(address),
                            seen,
                            platform.layout(),
                            address,
                            row -> automation.match(seen, row.question().repository()));
                    return known.map(row -> Case.remembered(address, row)).orElseGet(() -> decide(address));
                });
            } catch (IdpException e) {
                return Case.failed(address, e.problem());
            }
        }

        private Case decide(EnvironmentAddress address) {
            var decider = decider(address);
            return Case.decided(address, decider, decider.decide(seen, RegistryAnswers.NONE));
        }

        private AutomationService.AutomationDecider decider(EnvironmentAddress address) {
            return automation.decider(
                    AutomationRequest.of(address, null, RequestContext.ofAutomation(trigger, dryRun)));
        }

        private LookMemory.Entry entry(EnvironmentAddress address) {
            return Objects.requireNonNull(environments.get(address), "entry");
        }

        private Looked update(Case one, Listing listing, Instant listedAt) {
            var address = one.address();
            try {
                return Bulkhead.call(address.toString(), () -> {
                    var decider = Optional.ofNullable(one.decider()).orElseGet(() -> decider(address));
                    var question = one.question().orElseThrow();
                    return update(address, decider, question, listing, answers(question, listing, listedAt));
                });
            } catch (IdpException e) {
                return new Looked(address, null, e.problem());
            }
        }

        /** The listing, and what it has resolved, so that the registry is not asked the same again at once. */
        private RegistryAnswers answers(RegistryQuestion.Images question, Listing listing, Instant listedAt) {
            var answers = RegistryAnswers.NONE.with(question, listing);
            if (Duration.between(listedAt, clock.instant()).abs().compareTo(MAX_WAIT) > 0) {
                return answers;
            }
            var resolved = listing.match(Listing.Known::resolved, unavailable -> Map.<Tag, ImageFacts>of());
            for (var each : resolved.entrySet()) {
                answers = answers.with(
                        new RegistryQuestion.ByTag(question.repository(), each.getKey()),
                        new Resolution.Found(each.getValue()));
            }
            return answers;
        }

        private Looked update(
                EnvironmentAddress address,
                AutomationService.AutomationDecider decider,
                RegistryQuestion.Images question,
                Listing listing,
                RegistryAnswers answers) {
            var now = clock.instant();
            if (decider.decide(seen, answers) instanceof Decision.Answer answer) {
                var looked = new Looked(address, answer.outcome(), null);
                if (answer.outcome() instanceof ReleaseOutcome.Unchanged) {
                    var match = automation.match(seen, question.repository());
                    memory.store(entry(address), seen, platform, match, question, listing, now, looked);
                }
                return looked;
            }
            entry(address).changed(now);
            return new Looked(address, decider.update(seen, answers), null);
        }
    }

    /** An environment whose repository is being listed. */
    private record Pending(Case one, CompletableFuture<Looked> row) {
        private void complete(Supplier<Looked> look) {
            try {
                row.complete(look.get());
            } catch (RuntimeException | Error e) {
                row.completeExceptionally(e);
            }
        }
    }

    /**
     * An environment before its registry is asked.
     *
     * @param row what the last look found
     * @param decision the decision without the registry
     * @param problem why there is no decision
     */
    private record Case(
            EnvironmentAddress address,
            LookMemory.@Nullable Row row,
            AutomationService.@Nullable AutomationDecider decider,
            @Nullable Decision decision,
            @Nullable Problem problem) {

        static Case remembered(EnvironmentAddress address, LookMemory.Row row) {
            return new Case(address, row, null, null, null);
        }

        static Case decided(
                EnvironmentAddress address, AutomationService.AutomationDecider decider, Decision decision) {
            return new Case(address, null, decider, decision, null);
        }

        static Case failed(EnvironmentAddress address, Problem problem) {
            return new Case(address, null, null, null, problem);
        }

        /** The question for the images of the environment's repository; empty if the result is already known. */
        Optional<RegistryQuestion.Images> question() {
            if (row != null) {
                return Optional.of(row.question());
            }
            return decision instanceof Decision.Ask ask
                            && ask.questions().get(0) instanceof RegistryQuestion.Images images
                    ? Optional.of(images)
                    : Optional.empty();
        }

        /** The result, if nothing has to be decided. */
        Optional<Looked> settled(Optional<Listing> listing, Instant now) {
            if (problem != null) {
                return Optional.of(new Looked(address, null, problem));
            }
            if (decision instanceof Decision.Answer answer) {
                return Optional.of(new Looked(address, answer.outcome(), null));
            }
            return Optional.ofNullable(row)
                    .filter(known ->
                            listing.filter(listed -> known.holds(listed, now)).isPresent())
                    .map(LookMemory.Row::looked);
        }
    }
}
