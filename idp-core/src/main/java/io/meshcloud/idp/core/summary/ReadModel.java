// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.model.Platform;
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
    private final StateRepository repository;
    private final WriterLoop branch;
    private final SummaryReader reader;
    private final PlatformView platforms;
    private final ReadModelStore store;
    private final Clock clock;
    private final ReentrantLock updating = new ReentrantLock();
    private volatile @Nullable Summaries known;
    private volatile @Nullable Instant fetched;
    private boolean isLoaded;

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
     */
    public record Summaries(
            Snapshot snapshot, Platform platform, SortedMap<EnvironmentAddress, EnvironmentSummary> byAddress) {
        public Summaries {
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(platform, "platform");
            byAddress = Collections.unmodifiableSortedMap(byAddress);
        }

        public Optional<CommitId> commit() {
            return snapshot.commit();
        }
    }

    /** The summaries of the branch as it is now. Callers that ask at the same time share one fetch. */
    public Summaries now() {
        var asked = clock.instant();
        var summaries = at(branch.fetch());
        fetched = asked;
        return summaries;
    }

    /**
     * The summaries of the branch as it was at most this long ago. They contain what this process has written since then.
     *
     * @param age how old the answer may be; zero asks the remote
     */
    public Summaries atMost(Duration age) {
        var latest = branch.latest();
        return latest.isPresent() && isFresh(age) ? at(latest.get()) : now();
    }

    /** After a clock was set back, the time of the last fetch lies in the future, so its age is unknown. */
    private boolean isFresh(Duration age) {
        var last = fetched;
        if (last == null) {
            return false;
        }
        var passed = Duration.between(last, clock.instant());
        return !passed.isNegative() && passed.compareTo(age) < 0;
    }

    /** The summaries of a snapshot without pending changes. */
    public Summaries at(Snapshot snapshot) {
        var before = known;
        if (before != null && before.commit().equals(snapshot.commit())) {
            return before;
        }
        updating.lock();
        try {
            load(snapshot);
            var after = next(known, snapshot);
            known = after;
            return after;
        } finally {
            updating.unlock();
        }
    }

    /** Stores the summaries for the next process, if any are known. */
    public void store() {
        var last = known;
        if (last != null && last.commit().isPresent()) {
            store.save(SummaryBytes.write(last.commit().get(), last.byAddress().values()));
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
                .ifPresent(stored -> repository
                        .at(snapshot, stored.commit().value())
                        .ifPresent(then -> {
                            var rows = new TreeMap<EnvironmentAddress, EnvironmentSummary>();
                            stored.rows().forEach(row -> rows.put(row.address(), row));
                            known = new Summaries(then, platforms.inUse(then), rows);
                        }));
    }

    private Summaries next(@Nullable Summaries before, Snapshot snapshot) {
        if (before != null && before.commit().equals(snapshot.commit())) {
            return before;
        }
        var platform = platforms.inUse(snapshot);
        if (before == null || !SummaryReader.judgesAlike(before.platform(), platform)) {
            return new Summaries(snapshot, platform, reader.readAll(snapshot, platform));
        }
        return changed(before.snapshot(), snapshot, platform.layout())
                .map(addresses -> {
                    var rows = new TreeMap<>(before.byAddress());
                    for (var address : addresses) {
                        reader.read(snapshot, platform, address)
                                .ifPresentOrElse(row -> rows.put(address, row), () -> rows.remove(address));
                    }
                    return new Summaries(snapshot, platform, rows);
                })
                .orElseGet(() -> new Summaries(snapshot, platform, reader.readAll(snapshot, platform)));
    }

    /** The environments with a changed file; empty if finding them costs as much as reading everything. */
    private Optional<Set<EnvironmentAddress>> changed(Snapshot before, Snapshot after, Layout layout) {
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
