// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.core.automation.Reconciled.Looked;
import io.meshcloud.idp.core.index.Match;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.UnreadPlaces;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the last looks found, so that a look decides again only where something may be different. The row of an
 * environment is kept while everything that its decision depends on stays the same: the platform's settings, its two
 * files, the environments of its repository, the listing, and the time, up to the next moment at which a rule judges
 * differently. Only {@link ReleaseOutcome.Unchanged} is remembered. It keeps fingerprints of files, and no long
 * listings. For one look at a time, whose threads may store rows at the same time.
 */
final class LookMemory {
    /** A row expires after this time, in case a decision depends on something that is not compared. */
    static final Duration MAX_AGE = Duration.ofMinutes(10);

    /**
     * The number of images in the listings of all rows. Each environment has an equal share, but at least
     * {@link #MIN_SHARE}.
     */
    static final int MAX_IMAGES = 200_000;

    static final int MIN_SHARE = 100;

    private static final StateFile NO_RELEASE = new StateFile.Absent();

    private @Nullable Platform platform;
    private Optional<CommitId> commit = Optional.empty();
    private Map<EnvironmentAddress, Entry> entries = Map.of();
    private List<Warning> unread = List.of();

    /** A file without its bytes. Two files with the same fingerprint are equal, unless neither of them can be read. */
    record Fingerprint(
            Class<? extends StateFile> kind, @Nullable Digest bytes) {
        static Fingerprint of(StateFile file) {
            return new Fingerprint(
                    file.getClass(),
                    file.regularBytes().map(bytes -> Digest.of(bytes.toArray())).orElse(null));
        }
    }

    /** An environment of the last look. */
    static final class Entry {
        private final Fingerprint environment;
        private final DeployMode mode;
        private volatile @Nullable Row row;
        private volatile Instant changed;

        private Entry(Fingerprint environment, DeployMode mode, Instant changed) {
            this.environment = environment;
            this.mode = mode;
            this.changed = changed;
        }

        /** The time of the look that last noticed a change here; {@link Instant#MIN} if none did. */
        Instant changed() {
            return changed;
        }

        /** Records that something changed here, or may have changed. */
        void changed(Instant now) {
            changed = now;
        }

        DeployMode mode() {
            return mode;
        }
    }

    /**
     * A decision to do nothing, and what it depends on.
     *
     * @param seen the newest commit that is known to have this release
     * @param until when the rules may judge differently, although all else is the same
     */
    record Row(
            Optional<CommitId> seen,
            Fingerprint release,
            Match match,
            RegistryQuestion.Images question,
            Listing listing,
            Instant decided,
            Instant until,
            Looked looked) {

        boolean holds(Listing now, Instant time) {
            return !time.isBefore(decided) && time.isBefore(until) && listing.equals(now);
        }
    }

    /**
     * The environments of a snapshot by address. An environment with an unreadable file counts as auto, so that it gets
     * a row.
     */
    Map<EnvironmentAddress, Entry> environments(Snapshot snapshot, Platform settings, Instant time) {
        boolean sameSettings = settings.equals(platform);
        if (!sameSettings || !snapshot.commit().equals(commit)) {
            var before = sameSettings ? entries : Map.<EnvironmentAddress, Entry>of();
            // In the first look, and after a change of the settings, no environment comes before another.
            var changed = before.isEmpty() ? Instant.MIN : time;
            var now = new TreeMap<EnvironmentAddress, Entry>();
            var outside = new ArrayList<Finding>();
            snapshot.forEach(
                    Layout.APP_ENVIRONMENT_FILE,
                    (path, file) -> EnvironmentFiles.addressOf(path, settings.layout())
                            .ifPresentOrElse(
                                    address -> now.put(
                                            address, entry(before.get(address), address, file, settings, changed)),
                                    () -> UnreadPlaces.outside(path, settings.layout())
                                            .ifPresent(outside::add)));
            unread = outside.stream().map(Warning::of).toList();
            entries = now;
            platform = settings;
            commit = snapshot.commit();
        }
        return entries;
    }

    /** The files outside the layout in the snapshot of the last call of {@link #environments}. */
    List<Warning> unread() {
        return unread;
    }

    private static Entry entry(
            @Nullable Entry before, EnvironmentAddress address, StateFile file, Platform settings, Instant changed) {
        var fingerprint = Fingerprint.of(file);
        return before != null && before.environment.equals(fingerprint)
                ? before
                : new Entry(
                        fingerprint,
                        EnvironmentView.of(address, settings.layout().folder(address), file, NO_RELEASE)
                                .validEnvironment()
                                .map(settings::deployMode)
                                .orElse(DeployMode.AUTO),
                        changed);
    }

    /**
     * The row of the last decision, if everything in the state that it depends on is the same.
     *
     * @param match the environments of a repository now
     */
    static Optional<Row> find(
            Entry entry, Snapshot snapshot, Layout layout, EnvironmentAddress address, Function<Row, Match> match) {
        var row = entry.row;
        if (row == null || !match.apply(row).equals(row.match())) {
            return Optional.empty();
        }
        if (snapshot.commit().equals(row.seen())) {
            return Optional.of(row);
        }
        if (!Fingerprint.of(snapshot.read(layout.release(address))).equals(row.release())) {
            entry.row = null;
            return Optional.empty();
        }
        var seen = new Row(
                snapshot.commit(),
                row.release(),
                row.match(),
                row.question(),
                row.listing(),
                row.decided(),
                row.until(),
                row.looked());
        entry.row = seen;
        return Optional.of(seen);
    }

    /** Remembers a decision that was made on this snapshot, unless the listing is longer than its share of memory. */
    void store(
            Entry entry,
            Snapshot snapshot,
            Platform settings,
            Match match,
            RegistryQuestion.Images question,
            Listing listing,
            Instant now,
            Looked looked) {
        int images =
                listing.match(known -> known.images().size() + known.unusable().size(), unavailable -> 0);
        if (images > Math.max(MIN_SHARE, MAX_IMAGES / Math.max(1, entries.size()))) {
            return;
        }
        var release = snapshot.read(settings.layout().release(looked.address()));
        entry.row = new Row(
                snapshot.commit(),
                Fingerprint.of(release),
                match,
                question,
                listing.match(known -> known.withResolved(Map.of()), unavailable -> unavailable),
                now,
                until(settings, question, listing, now),
                looked);
    }

    /** The next moment at which a freeze begins or ends, or at which a time that is now in the future is reached. */
    private static Instant until(Platform settings, RegistryQuestion.Images question, Listing listing, Instant now) {
        var freezes = settings.releases().freezes().stream()
                .flatMap(freeze -> Stream.of(freeze.start(), freeze.end())
                        .map(time -> time.atZone(freeze.zone()).toInstant()));
        var images = listing.match(known -> known.images(), unavailable -> List.<TaggedImage>of()).stream()
                .flatMap(image -> image.optionalTime().stream())
                .map(ImageTime::at);
        return Stream.of(freezes, images, question.onFile().watermark().stream())
                .flatMap(times -> times)
                .filter(time -> time.isAfter(now))
                .min(Instant::compareTo)
                .filter(next -> next.isBefore(now.plus(MAX_AGE)))
                .orElse(now.plus(MAX_AGE));
    }
}
