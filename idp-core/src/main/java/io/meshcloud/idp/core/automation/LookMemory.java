// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform.Freeze;
import io.meshcloud.idp.core.automation.Reconciled.Looked;
import io.meshcloud.idp.core.image.Watermark;
import io.meshcloud.idp.core.index.Match;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.summary.EnvironmentSummary;
import io.meshcloud.idp.core.summary.ReadModel;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.UnreadPlaces;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the last looks found, so that a look decides again only where something may be different. The row of an
 * environment is kept while everything that its decision depends on stays the same: the platform's settings, its two
 * files, the environments of its repository, the listing, and the time, up to the next moment at which a rule judges
 * differently. Everything but a release is remembered, also that a registry cannot be used. It keeps no files and no
 * long listings. For one look at a time, whose threads may store rows at the same time.
 */
final class LookMemory {
    /**
     * A row expires after one to two of these, in case a decision depends on something that is not compared. The rows
     * of one look expire in different looks.
     */
    static final Duration MAX_AGE = Duration.ofHours(12);

    /** The same for a decision that asked for more than the listing, such as the age of the running image. */
    static final Duration MAX_AGE_OF_FACTS = Duration.ofMinutes(10);

    /**
     * The number of images in the listings of all rows. Each environment has an equal share, but at least
     * {@link #MIN_SHARE}. Of a longer listing, the digest is kept.
     */
    static final int MAX_IMAGES = 200_000;

    static final int MIN_SHARE = 100;

    private final WriterLoop writer;
    private final ReadModel model;
    private ReadModel.@Nullable Summaries known;
    private Map<EnvironmentAddress, Entry> entries = Map.of();
    private List<Warning> unread = List.of();

    LookMemory(WriterLoop writer, ReadModel model) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.model = Objects.requireNonNull(model, "model");
    }

    /** An environment whose files have not changed since the look that made this entry. */
    static final class Entry {
        private final DeployMode mode;
        private final @Nullable ImageRepository repository;
        private volatile @Nullable Row row;
        private volatile Instant changed;

        /** An environment with a broken file counts as auto, so that it gets a row. */
        private Entry(EnvironmentSummary summary, Instant changed) {
            this.mode = Objects.requireNonNullElse(summary.mode(), DeployMode.AUTO);
            this.repository = summary.repository();
            this.changed = changed;
        }

        /** The time of the look that last noticed a change here; {@link Instant#MIN} if none did. */
        Instant changed() {
            return changed;
        }

        /** An event named the environment, so its registry may have something new. */
        void hinted(Instant now) {
            changed = now;
            row = null;
        }

        DeployMode mode() {
            return mode;
        }

        /** The repository that it tracks; empty if its file is broken. */
        Optional<ImageRepository> repository() {
            return Optional.ofNullable(repository);
        }

        /** The row of the last decision, if the same answer of the registry would lead to the same row now. */
        Optional<Row> row(Match match, Instant now) {
            return Optional.ofNullable(row).filter(last -> last.match.equals(match) && last.isOf(now));
        }
    }

    /**
     * A decision to release nothing, and what it depends on.
     *
     * @param match the environments of the environment's repository
     * @param answered what the registry answered; empty if it was not asked
     * @param isOfCommit whether it may depend on other environments
     * @param until when the rules may judge differently, although all else is the same
     */
    record Row(
            Match match,
            Optional<Answered> answered,
            boolean isOfCommit,
            Instant decided,
            Instant until,
            Looked looked) {
        /** Whether the rules still give the same result at this time. */
        boolean isOf(Instant time) {
            return !time.isBefore(decided) && time.isBefore(until);
        }
    }

    /**
     * A question to the registry, and its answer.
     *
     * @param listing see {@link #key}
     */
    record Answered(RegistryQuestion.Images question, Object listing) {}

    /** The environments of a snapshot by address. */
    Map<EnvironmentAddress, Entry> environments(Snapshot snapshot, Instant time) {
        var before = known;
        var now = model.at(snapshot);
        if (before == null || !before.platform().equals(now.platform())) {
            // No environment comes before another.
            entries = entries(now, Map.of(), Instant.MIN);
            unread = unread(now);
        } else if (!before.commit().equals(now.commit())) {
            var changed = model.changed(
                    before.snapshot(), now.snapshot(), now.platform().layout());
            entries =
                    entries(now, changed.map(this::without).orElse(Map.of()), changed.isPresent() ? time : Instant.MIN);
            if (isChangedOutside(before, now)) {
                unread = unread(now);
            }
        }
        known = now;
        return entries;
    }

    private static Map<EnvironmentAddress, Entry> entries(
            ReadModel.Summaries now, Map<EnvironmentAddress, Entry> kept, Instant changed) {
        var next = new TreeMap<EnvironmentAddress, Entry>();
        now.byAddress().forEach((address, summary) -> {
            var entry = kept.get(address);
            next.put(address, entry == null ? new Entry(summary, changed) : entry);
        });
        return next;
    }

    /** The entries of the environments that did not change, without the rows that depend on other environments. */
    private Map<EnvironmentAddress, Entry> without(Set<EnvironmentAddress> changed) {
        var kept = new TreeMap<>(entries);
        kept.keySet().removeAll(changed);
        for (var entry : kept.values()) {
            var row = entry.row;
            if (row != null && row.isOfCommit) {
                entry.row = null;
            }
        }
        return kept;
    }

    private static List<Warning> unread(ReadModel.Summaries now) {
        return now.snapshot().find(Layout.APP_ENVIRONMENT_FILE).stream()
                .flatMap(path -> UnreadPlaces.outside(path, now.platform().layout()).stream())
                .map(Warning::of)
                .toList();
    }

    /** To list all files takes half of the time of a look. */
    private boolean isChangedOutside(ReadModel.Summaries before, ReadModel.Summaries now) {
        var layout = now.platform().layout();
        return writer.changed(before.snapshot(), now.snapshot(), Layout.APP_ENVIRONMENT_FILE)
                .map(paths -> paths.stream()
                        .anyMatch(
                                path -> EnvironmentFiles.addressOf(path, layout).isEmpty()))
                .orElse(true);
    }

    /** The files outside the layout in the snapshot of the last call of {@link #environments}. */
    List<Warning> unread() {
        return unread;
    }

    /** What is kept of a listing. Two listings with the same key lead to the same decision. */
    Object key(Listing listing) {
        return listing.match(
                found -> {
                    var images = found.withResolved(Map.of());
                    boolean isLong = images.images().size() + images.unusable().size()
                            > Math.max(MIN_SHARE, MAX_IMAGES / Math.max(1, entries.size()));
                    return isLong ? Digest.of(Bytes.utf8(images.toString()).toArray()) : images;
                },
                unavailable -> unavailable);
    }

    /** Remembers a decision without a question to the registry. */
    void store(Entry entry, Match match, Instant decided, Looked looked) {
        entry.row =
                new Row(match, Optional.empty(), false, decided, until(looked, MAX_AGE, decided, Stream.of()), looked);
    }

    /**
     * Remembers a decision.
     *
     * @param askedMore whether it needed more than the listing
     */
    void store(
            Entry entry,
            Match match,
            RegistryQuestion.Images question,
            Listing listing,
            boolean askedMore,
            Instant decided,
            Looked looked) {
        var times = Stream.concat(
                listing.match(found -> found.images(), unavailable -> List.<TaggedImage>of()).stream()
                        .flatMap(image -> image.optionalTime().stream())
                        .map(ImageTime::at),
                question.onFile().watermark().stream());
        entry.row = new Row(
                match,
                Optional.of(new Answered(question, key(listing))),
                askedMore,
                decided,
                until(looked, askedMore ? MAX_AGE_OF_FACTS : MAX_AGE, decided, times),
                looked);
    }

    /**
     * The next moment at which a rule may judge differently.
     *
     * @param times of images: a rule accepts one when it has come, another one already a while before
     */
    private Instant until(Looked looked, Duration age, Instant decided, Stream<Instant> times) {
        long spread = Math.floorMod(looked.address().hashCode(), age.toSeconds());
        var expiry = decided.plus(age).plusSeconds(spread);
        var freezes = Objects.requireNonNull(known, "known").platform().releases().freezes().stream()
                .flatMap(freeze -> bounds(freeze, decided));
        return Stream.of(
                        freezes,
                        times.flatMap(time -> Stream.of(time, time.minus(Watermark.CLOCK_SKEW))),
                        Stream.of(expiry))
                .flatMap(all -> all)
                .filter(time -> time.isAfter(decided))
                .min(Instant::compareTo)
                .orElse(expiry);
    }

    /** The moments at which a freeze begins or ends. Its local times may come twice or never when the clocks change. */
    private static Stream<Instant> bounds(Freeze freeze, Instant decided) {
        var change = freeze.zone().getRules().nextTransition(decided);
        return Stream.concat(
                Stream.of(freeze.start(), freeze.end())
                        .map(time -> time.atZone(freeze.zone()).toInstant()),
                Stream.ofNullable(change).map(ZoneOffsetTransition::getInstant));
    }
}
