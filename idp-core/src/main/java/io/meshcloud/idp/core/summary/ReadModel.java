// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.ReadModelStore;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The summaries of all environments at the newest known commit. They are read once, and then updated from the files
 * that changed between two commits; after a change of the platform's settings other than its releases, all are read
 * again. It keeps no parsed files, and each summary depends on Git alone. What one process knows can be stored for the
 * next. Use one per repository and process. Safe for use by many threads: one of them updates the summaries, and the
 * others wait for it if they need that commit.
 */
public final class ReadModel {
    /** How long a read that accepts an older answer waits for another thread that updates the summaries. */
    private static final long MAX_WAIT_MILLIS = 1000;

    private final StateRepository repository;
    private final WriterLoop branch;
    private final SummaryReader reader;
    private final PlatformView platforms;
    private final ReadModelStore store;
    private final Clock clock;
    private final ReentrantLock updating = new ReentrantLock();
    private volatile @Nullable Summaries known;
    private volatile @Nullable FetchTime fetched;
    private final AtomicReference<@Nullable BackgroundFetcher> background = new AtomicReference<>();
    private boolean isLoaded;

    /** The commit whose summaries are stored; absent if that is unknown. */
    private volatile @Nullable CommitId stored;

    /**
     * @param branch fetches for all callers that ask at the same time
     * @param store keeps the summaries for the next process
     */
    public ReadModel(
            StateRepository repository, WriterLoop branch, PlatformView platforms, ReadModelStore store, Clock clock) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.branch = Objects.requireNonNull(branch, "branch");
        this.reader = new SummaryReader(repository);
        this.platforms = Objects.requireNonNull(platforms, "platforms");
        this.store = Objects.requireNonNull(store, "store");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * The summaries of one commit.
     *
     * @param snapshot of that commit
     * @param platform the settings by which they were judged
     * @param byAddress unmodifiable, sorted by address
     * @param asOf when the remote was asked: later commits of others may be missing
     */
    public record Summaries(
            Snapshot snapshot,
            Platform platform,
            SortedMap<EnvironmentAddress, EnvironmentSummary> byAddress,
            Instant asOf) {
        public Summaries {
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(platform, "platform");
            Objects.requireNonNull(asOf, "asOf");
            byAddress = Collections.unmodifiableSortedMap(byAddress);
        }

        private Summaries asOf(Instant time) {
            return new Summaries(snapshot, platform, byAddress, time);
        }

        public Optional<CommitId> commit() {
            return snapshot.commit();
        }
    }

    /** The time of a fetch by two clocks. One may be set; the other one cannot be compared with other times. */
    private record FetchTime(Instant at, long nanos) {
        boolean isYoungerThan(Duration age, Instant now) {
            var passed = Duration.between(at, now);
            // After the clock was set back, the fetch may lie in the future, or seem younger than it is.
            return !passed.isNegative()
                    && passed.compareTo(age) < 0
                    && Duration.ofNanos(System.nanoTime() - nanos).compareTo(age) < 0;
        }
    }

    /**
     * The summaries of the branch as it is now. Callers that ask at the same time share one fetch.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException why the branch cannot be fetched; with a background
     *     fetcher also if it takes longer than its limit
     */
    public Summaries now() {
        var fetcher = background.get();
        return fetcher == null ? fetch() : fetcher.now();
    }

    /** Asks the remote in the thread of the caller. */
    Summaries fetch() {
        var start = new FetchTime(clock.instant(), System.nanoTime());
        var snapshot = branch.fetch();
        updating.lock();
        try {
            var summaries = update(snapshot).asOf(start.at());
            known = summaries;
            fetched = start;
            return summaries;
        } finally {
            updating.unlock();
        }
    }

    /**
     * The summaries of the branch as it was at most this long ago. They contain what this process has written since
     * then. With a background fetcher, the answer may be older: the fetcher then fetches at once, and the caller gets
     * what is known and sees its age in {@link Summaries#asOf}. If it takes longer than a second to add what this
     * process has written, that is missing.
     *
     * @param age how old the answer may be; zero asks the remote
     */
    public Summaries atMost(Duration age) {
        var last = fetched;
        boolean isFresh = last != null && last.isYoungerThan(age, clock.instant());
        var fetcher = background.get();
        if (fetcher != null && !age.isZero()) {
            var old = known();
            if (old.isPresent() && !isFresh) {
                fetcher.hint();
            }
            return old.orElseGet(fetcher::now);
        }
        var latest = branch.latest();
        return latest.isPresent() && isFresh ? at(latest.get()) : now();
    }

    /** What is known, with what this process has written, unless the files cannot be read or the update takes long. */
    private Optional<Summaries> known() {
        var last = known;
        var latest = branch.latest();
        if (last == null
                || latest.isEmpty()
                || last.commit().equals(latest.get().commit())) {
            return Optional.ofNullable(last);
        }
        try {
            if (updating.tryLock(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    return Optional.of(update(latest.get()));
                } finally {
                    updating.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IdpException e) {
            // The fetcher reports the problem when it meets it; the summaries of the older commit need no files.
        }
        return Optional.of(last);
    }

    /** The summary of an environment at a snapshot; empty unless it is known without reading anything. */
    public Optional<EnvironmentSummary> ifKnown(Snapshot snapshot, EnvironmentAddress address) {
        var last = known;
        return last == null || !last.commit().equals(snapshot.commit())
                ? Optional.empty()
                : Optional.ofNullable(last.byAddress().get(address));
    }

    /** The summaries of a snapshot without pending changes. */
    public Summaries at(Snapshot snapshot) {
        var before = known;
        if (before != null && before.commit().equals(snapshot.commit())) {
            return before;
        }
        updating.lock();
        try {
            return update(snapshot);
        } finally {
            updating.unlock();
        }
    }

    /** Must be called with the lock held. */
    private Summaries update(Snapshot snapshot) {
        load(snapshot);
        var after = next(known, snapshot);
        known = after;
        return after;
    }

    void open(BackgroundFetcher fetcher) {
        if (!background.compareAndSet(null, fetcher)) {
            throw new IllegalStateException("the read model has a background fetcher");
        }
    }

    void close(BackgroundFetcher fetcher) {
        background.compareAndSet(fetcher, null);
    }

    /** Stores the summaries for the next process, if any are known and those of their commit are not stored yet. */
    public void store() {
        var last = known;
        var commit = last == null ? null : last.commit().orElse(null);
        if (last != null && commit != null && !commit.equals(stored)) {
            store.save(SummaryBytes.write(commit, last.byAddress().values()));
            stored = commit;
        }
    }

    /** What an earlier process stored, if its commit is part of the branch. */
    private void load(Snapshot snapshot) {
        if (isLoaded) {
            return;
        }
        isLoaded = true;
        store.load()
                .flatMap(SummaryBytes::read)
                .ifPresent(kept -> repository
                        .at(snapshot, kept.commit().value())
                        .ifPresent(then -> {
                            var rows = new TreeMap<EnvironmentAddress, EnvironmentSummary>();
                            kept.rows().forEach(row -> rows.put(row.address(), row));
                            known = new Summaries(then, platforms.inUse(then), rows, clock.instant());
                            stored = kept.commit();
                        }));
    }

    private Summaries next(@Nullable Summaries before, Snapshot snapshot) {
        if (before != null && before.commit().equals(snapshot.commit())) {
            return before;
        }
        var platform = platforms.inUse(snapshot);
        var asOf = before == null ? clock.instant() : before.asOf();
        if (before == null || !SummaryReader.judgesAlike(before.platform(), platform)) {
            return new Summaries(snapshot, platform, reader.readAll(snapshot, platform), asOf);
        }
        return changed(before.snapshot(), snapshot, platform.layout())
                .map(addresses -> {
                    var rows = new TreeMap<>(before.byAddress());
                    for (var address : addresses) {
                        reader.read(snapshot, platform, address)
                                .ifPresentOrElse(row -> rows.put(address, row), () -> rows.remove(address));
                    }
                    return new Summaries(snapshot, platform, rows, asOf);
                })
                .orElseGet(() -> new Summaries(snapshot, platform, reader.readAll(snapshot, platform), asOf));
    }

    /**
     * The environments of which a file differs between two snapshots; empty if finding them costs as much as reading
     * everything.
     */
    public Optional<Set<EnvironmentAddress>> changed(Snapshot before, Snapshot after, Layout layout) {
        return repository
                .changed(before, after, Layout.APP_ENVIRONMENT_FILE)
                .flatMap(environments -> repository
                        .changed(before, after, Layout.RELEASE_FILE)
                        .map(releases -> {
                            Set<EnvironmentAddress> addresses = new TreeSet<>();
                            environments.forEach(path -> add(path, layout, addresses));
                            releases.forEach(path -> add(path, layout, addresses));
                            return addresses;
                        }));
    }

    private static void add(StatePath path, Layout layout, Set<EnvironmentAddress> addresses) {
        EnvironmentFiles.addressOf(path, layout).ifPresent(addresses::add);
    }
}
