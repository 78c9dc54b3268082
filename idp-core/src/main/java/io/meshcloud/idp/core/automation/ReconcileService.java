// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.automation.Reconciled.Looked;
import io.meshcloud.idp.core.bulkhead.Bulkhead;
import io.meshcloud.idp.core.index.Match;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.release.Decision;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.summary.ReadModel;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /** If a decision waits longer than this, it resolves again what the listing has resolved. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    /** How long a look waits before it reports what it waits for, and then between two reports. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final WriterLoop writer;
    private final ImageListing listings;
    private final AutomationService automation;
    private final PlatformView platforms;
    private final Trigger trigger;
    private final Executor executor;
    private final ObservedPolls observed;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final LookMemory memory;
    private final Set<EnvironmentAddress> hints = ConcurrentHashMap.newKeySet();

    /**
     * @param model the summaries of the environments on the branch of the writer
     * @param executor runs the decisions and releases of a look at the same time, so that they share a push
     */
    public ReconcileService(
            WriterLoop writer,
            ReadModel model,
            ImageListing listings,
            AutomationService automation,
            PlatformView platforms,
            Trigger trigger,
            Executor executor,
            Observers observers,
            Clock clock) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.memory = new LookMemory(writer, model);
        this.listings = Objects.requireNonNull(listings, "listings");
        this.automation = Objects.requireNonNull(automation, "automation");
        this.platforms = Objects.requireNonNull(platforms, "platforms");
        this.trigger = Objects.requireNonNull(trigger, "trigger");
        this.executor = Objects.requireNonNull(executor, "executor");
        this.observed = new ObservedPolls(observers);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Reports the progress of one poll, in the thread of its caller. */
    @FunctionalInterface
    public interface Progress {
        /** Reports how many of all environments have been looked at; some of their releases may not be written yet. */
        void looked(int done, int all);

        /**
         * Reports what the look waits for, about once a second while it waits.
         *
         * @param registries the registries that have not answered yet, each with the number of its environments
         * @param releases the number of environments that are being decided and written
         */
        default void waits(SortedMap<String, Integer> registries, int releases) {}
    }

    /**
     * Polls once. An interrupt of the calling thread stops the poll: it begins no other environment, asks no registry
     * any longer, and waits for the releases that are being written; its result contains them. The interrupt flag stays
     * set.
     *
     * @throws IdpException if Git cannot be used, or {@code platform.yaml} is broken or was removed; if a registry
     *     cannot be asked, the result says so
     */
    public Reconciled reconcile(boolean dryRun, Progress progress) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reconciled.STOPPED;
        }
        try {
            return dryRun ? poll(true, progress) : observed.run(() -> poll(false, progress));
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next poll looks at this environment first and decides about it again: an event named it, and may have come
     * before the registry shows the push.
     */
    public void lookFirst(EnvironmentAddress address) {
        hints.add(address);
    }

    private Reconciled poll(boolean dryRun, Progress progress) {
        var seen = fetch();
        if (seen.isEmpty()) {
            return Reconciled.STOPPED;
        }
        var platform = platforms.require(seen.get()).orThrow();
        if (!platform.releases().deployOnPush()) {
            return new Reconciled(
                    List.of(), 0, "spec.releases.deployOnPush is false in " + PlatformView.PATH, List.of(), false);
        }
        var environments = memory.environments(seen.get(), clock.instant());
        var automatic = inOrderOfInterest(environments);
        var look = new Look(seen.get(), dryRun, progress);
        try {
            for (int from = 0; from < automatic.size() && !look.isStopped(); from += BATCH_SIZE) {
                // Not awaited: the next repositories are listed while the releases of these are written.
                look.at(automatic.subList(from, Math.min(from + BATCH_SIZE, automatic.size())));
                progress.looked(look.begun(), automatic.size());
            }
        } finally {
            // Wait after a failure, too, so that no release is written after the poll has ended.
            look.awaitReleases();
        }
        return new Reconciled(
                look.result(), environments.size() - automatic.size(), null, memory.unread(), look.isStopped());
    }

    /** Empty if the poll was stopped meanwhile. */
    private Optional<Snapshot> fetch() {
        try {
            return Optional.of(writer.fetch());
        } catch (IdpException e) {
            if (Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The environments in mode auto: first those that an event named, then those that changed last. */
    private List<Map.Entry<EnvironmentAddress, LookMemory.Entry>> inOrderOfInterest(
            Map<EnvironmentAddress, LookMemory.Entry> environments) {
        var now = clock.instant();
        hints.removeIf(hint -> {
            Optional.ofNullable(environments.get(hint)).ifPresent(entry -> entry.hinted(now));
            return true;
        });
        return environments.entrySet().stream()
                .filter(each -> each.getValue().mode() == DeployMode.AUTO)
                .sorted(Comparator.comparing((Map.Entry<EnvironmentAddress, LookMemory.Entry> each) ->
                                each.getValue().changed())
                        .reversed())
                .toList();
    }

    /**
     * An environment whose repository is being listed.
     *
     * @param row what the last look found; empty if it decided something else or nothing
     * @param decider has asked the question; absent if there is a row
     * @param decided when the state was found to need the registry's answer
     * @param result empty if the look was stopped before the environment was looked at
     */
    private record Pending(
            EnvironmentAddress address,
            LookMemory.Entry entry,
            Match match,
            Optional<LookMemory.Row> row,
            AutomationService.@Nullable AutomationDecider decider,
            RegistryQuestion.Images question,
            Instant decided,
            CompletableFuture<Optional<Looked>> result) {
        void complete(Supplier<Looked> look) {
            try {
                result.complete(Optional.of(look.get()));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }

        void skip() {
            result.complete(Optional.empty());
        }
    }

    /** One look at the environments of a snapshot. One thread uses it; others run its releases. */
    private final class Look {
        private final Snapshot seen;
        private final boolean dryRun;
        private final Progress progress;
        private final SortedMap<EnvironmentAddress, CompletableFuture<Optional<Looked>>> rows = new TreeMap<>();
        private final StoppableWork work = new StoppableWork();

        private Look(Snapshot seen, boolean dryRun, Progress progress) {
            this.seen = seen;
            this.dryRun = dryRun;
            this.progress = progress;
        }

        /** Whether it began or begins no other environment. */
        private boolean isStopped() {
            if (Thread.currentThread().isInterrupted()) {
                work.stop();
            }
            return work.isStopped();
        }

        private int begun() {
            return rows.size();
        }

        private List<Looked> result() {
            return rows.values().stream().flatMap(row -> row.join().stream()).toList();
        }

        /** Lists the repositories of these environments, and begins to decide and write as soon as one is listed. */
        private void at(List<Map.Entry<EnvironmentAddress, LookMemory.Entry>> batch) {
            var open = new LinkedHashMap<ImageRepository, Pending>();
            for (var each : batch) {
                if (isStopped()) {
                    open.values().forEach(Pending::skip);
                    return;
                }
                var row = new CompletableFuture<Optional<Looked>>();
                rows.put(each.getKey(), row);
                first(each.getKey(), each.getValue(), row).ifPresent(pending -> {
                    if (open.putIfAbsent(pending.question().repository(), pending) != null) {
                        row.completeExceptionally(
                                new IllegalStateException("nothing decides about " + pending.address()));
                    }
                });
            }
            if (!open.isEmpty()) {
                try {
                    decideWhileListing(open);
                } catch (RuntimeException | Error e) {
                    // For example, no thread can be started. The poll waits for every row.
                    fail(open, e);
                    throw e;
                }
            }
        }

        private static void fail(Map<ImageRepository, Pending> open, Throwable failure) {
            open.values().forEach(pending -> pending.result().completeExceptionally(failure));
            open.clear();
        }

        /** Completes the row, or returns the question to the registry that it depends on. */
        private Optional<Pending> first(
                EnvironmentAddress address, LookMemory.Entry entry, CompletableFuture<Optional<Looked>> row) {
            try {
                return Bulkhead.call(address.toString(), () -> {
                    var now = clock.instant();
                    var match = entry.repository()
                            .map(repository -> automation.match(seen, repository))
                            .orElseGet(() -> Match.of(List.of()));
                    var last = entry.row(match, now);
                    if (last.isPresent()) {
                        var answered = last.get().answered();
                        if (answered.isEmpty()) {
                            row.complete(Optional.of(last.get().looked()));
                        }
                        return answered.map(
                                asked -> new Pending(address, entry, match, last, null, asked.question(), now, row));
                    }
                    var decider = decider(address);
                    var decision = decider.decide(seen, RegistryAnswers.NONE);
                    if (decision instanceof Decision.Ask ask
                            && ask.questions().get(0) instanceof RegistryQuestion.Images images) {
                        return Optional.of(new Pending(address, entry, match, last, decider, images, now, row));
                    }
                    var looked = new Looked(address, ((Decision.Answer) decision).outcome(), null);
                    memory.store(entry, match, now, looked);
                    row.complete(Optional.of(looked));
                    return Optional.empty();
                });
            } catch (IdpException e) {
                row.complete(isStopped() ? Optional.empty() : Optional.of(new Looked(address, null, e.problem())));
                return Optional.empty();
            }
        }

        private AutomationService.AutomationDecider decider(EnvironmentAddress address) {
            return automation.decider(
                    AutomationRequest.of(address, null, RequestContext.ofAutomation(trigger, dryRun)), work);
        }

        /**
         * Decides in this thread while another one lists, so that no registry waits for a decision, and no decision
         * waits for the listings of other repositories.
         */
        private void decideWhileListing(Map<ImageRepository, Pending> open) {
            var wanted = open.values().stream().map(Look::wanted).toList();
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
            try {
                long report = System.nanoTime() + PATIENCE.toNanos();
                while (!open.isEmpty()) {
                    var find = finds.poll(report - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (find != null) {
                        find.run();
                    }
                    if (report - System.nanoTime() <= 0) {
                        progress.waits(byRegistry(open.keySet()), unfinished() - open.size());
                        report = System.nanoTime() + PATIENCE.toNanos();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                work.stop();
                lister.interrupt();
                open.values().forEach(Pending::skip);
            }
        }

        private static SortedMap<String, Integer> byRegistry(Set<ImageRepository> repositories) {
            var counts = new TreeMap<String, Integer>();
            repositories.forEach(repository -> counts.merge(repository.host(), 1, Integer::sum));
            return counts;
        }

        private int unfinished() {
            return (int) rows.values().stream().filter(row -> !row.isDone()).count();
        }

        /**
         * Every tag of a repository. Only the tag on file must be resolved now; the digests of the others may be
         * remembered.
         */
        private static ImageListing.Wanted wanted(Pending pending) {
            var question = pending.question();
            return question.wanted()
                    .lookingUp(question.onFile().tag().map(Set::of).orElse(Set.of()));
        }

        /** Completes the row in every case, also if the executor refuses the work. */
        private void decide(Pending pending, Listing listing) {
            var now = clock.instant();
            try {
                var unused = Bulkhead.call(pending.address().toString(), () -> {
                    settled(pending, listing, now)
                            .ifPresentOrElse(
                                    looked -> pending.complete(() -> looked),
                                    () -> executor.execute(() -> {
                                        if (work.isStopped()) {
                                            pending.skip();
                                        } else {
                                            pending.complete(() -> update(pending, listing, now));
                                        }
                                    }));
                    return pending;
                });
            } catch (IdpException e) {
                pending.complete(() -> new Looked(pending.address(), null, e.problem()));
            } catch (RuntimeException | Error e) {
                pending.result().completeExceptionally(e);
            }
        }

        /** The result, if nothing has to be decided. */
        private Optional<Looked> settled(Pending pending, Listing listing, Instant now) {
            var last = pending.row();
            if (last.isPresent() && !last.get().isOf(now)) {
                return Optional.empty();
            }
            var remembered =
                    last.filter(row -> row.answered().orElseThrow().listing().equals(memory.key(listing)));
            return remembered.map(LookMemory.Row::looked).or(() -> failed(pending, listing));
        }

        /** No rule can decide without a listing. */
        private Optional<Looked> failed(Pending pending, Listing listing) {
            return listing.match(known -> Optional.empty(), unavailable -> {
                var looked = new Looked(pending.address(), null, unavailable.problem());
                if (pending.row().isEmpty()) {
                    memory.store(
                            pending.entry(),
                            pending.match(),
                            pending.question(),
                            listing,
                            false,
                            pending.decided(),
                            looked);
                }
                return Optional.of(looked);
            });
        }

        private Looked update(Pending pending, Listing listing, Instant listedAt) {
            var address = pending.address();
            try {
                return Bulkhead.call(address.toString(), () -> {
                    var answers = answers(pending.question(), listing, listedAt);
                    var now = clock.instant();
                    var decider = Optional.ofNullable(pending.decider()).orElseGet(() -> decider(address));
                    var decision = decider.decide(seen, answers);
                    boolean askedMore = !(decision instanceof Decision.Answer);
                    var outcome = decision instanceof Decision.Answer answer
                            ? answer.outcome()
                            : decider.update(seen, answers);
                    var looked = new Looked(address, outcome, null);
                    if (!isRelease(outcome)) {
                        memory.store(
                                pending.entry(), pending.match(), pending.question(), listing, askedMore, now, looked);
                    }
                    return looked;
                });
            } catch (IdpException e) {
                return new Looked(address, null, e.problem());
            }
        }

        private static boolean isRelease(ReleaseOutcome outcome) {
            return outcome.match(new ReleaseOutcome.Cases<>(
                    updated -> true, unchanged -> false, rejected -> false, held -> false, planned -> true));
        }

        /** The listing, and what it has resolved, so that the registry is not asked for that again immediately. */
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

        /** Waits for all rows, also after a stop: each of them ends with what is true of its release. */
        private void awaitReleases() {
            var all = CompletableFuture.allOf(rows.values().toArray(CompletableFuture<?>[]::new));
            boolean isInterrupted = false;
            while (!all.isDone()) {
                try {
                    all.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    progress.waits(new TreeMap<>(), unfinished());
                } catch (InterruptedException e) {
                    isInterrupted = true;
                    work.stop();
                } catch (ExecutionException e) {
                    // The result throws it.
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
