// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.memory.KeptMemory;
import io.meshcloud.idp.registry.memory.MalformedMemoryException;
import io.meshcloud.idp.registry.memory.MemoryReader;
import io.meshcloud.idp.registry.memory.MemoryWriter;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which image each tag had when it was looked up last, so that a poll asks for new tags, for the tag on file and, in
 * turn, for the others. In each list every tenth repository has its turn, beginning with those that have waited
 * longest. A repository that has its turn looks up the tag that was looked up longest ago. So a tag that moves, and is
 * not on file, is noticed after at most ten times as many lists as its repository has tags. Bounded: the repository
 * with the most tags is forgotten first, so that it does not displace the others. Safe for use by many threads.
 *
 * <p>It can be kept in a file. Entries from a file serve only polls, which choose an image. Before an image is written,
 * the registry is asked for it, and the answer is compared.
 */
final class TagMemory implements KeptMemory.Contents {
    /** In each look, one in this many repositories looks up one of its other tags again. */
    static final int TURN = 10;

    private final int maxTags;
    private final Map<ImageRepository, Repository> repositories = new HashMap<>();
    private long turns;
    private int tags;
    private long version;

    /**
     * @param maxTags of all repositories together; a tag takes less than 1 KiB
     */
    TagMemory(int maxTags) {
        this.maxTags = maxTags;
    }

    /** The result for one tag. Both components are absent if the tag is not an image's. */
    record TagLookup(@Nullable TaggedImage image, Listing.@Nullable UnusableTag unusable) {}

    private static final class Repository {
        /** The tag that was looked up longest ago is the first. */
        private final LinkedHashMap<Tag, TagLookup> lookups = new LinkedHashMap<>();

        private long lastTurn;

        /** Whether this process has listed it. */
        private boolean isUsed;
    }

    /** The repositories whose turn it is in this list. */
    synchronized Set<ImageRepository> turns(Collection<Wanted> wanted) {
        // Repositories that never had a turn come first, in the order of the list.
        var waiting = wanted.stream()
                .filter(each -> each.now() != null)
                .map(Wanted::repository)
                .filter(repositories::containsKey)
                .sorted(Comparator.comparingLong(each -> repositories.getOrDefault(each, new Repository()).lastTurn))
                .toList();
        var chosen = new HashSet<ImageRepository>();
        waiting.stream().limit((waiting.size() + TURN - 1) / TURN).forEach(chosen::add);
        for (var each : chosen) {
            repositories.computeIfPresent(each, (repository, known) -> {
                known.lastTurn = ++turns;
                return known;
            });
        }
        return chosen;
    }

    /**
     * What to do for the tags of a repository.
     *
     * @param known the tags that need not be looked up
     * @param moved the tags that have been looked up before and are looked up again
     * @param added the tags that nothing is known of
     */
    record Plan(Map<Tag, TagLookup> known, List<Tag> moved, List<Tag> added) {}

    /**
     * Plans a list. Forgets the tags that are gone.
     *
     * @param existing the tags that the repository has now
     * @param hasTurn whether it is this repository's turn to look up one of the others
     */
    synchronized Plan plan(Wanted wanted, Collection<Tag> existing, boolean hasTurn) {
        var tagsNow = wanted.now();
        var repository = repositories.getOrDefault(wanted.repository(), new Repository());
        repository.isUsed = true;
        int before = repository.lookups.size();
        if (repository.lookups.keySet().retainAll(new HashSet<>(existing))) {
            tags -= before - repository.lookups.size();
            version++;
        }
        var again = new HashSet<Tag>(tagsNow == null ? existing : tagsNow);
        if (hasTurn) {
            repository.lookups.keySet().stream()
                    .filter(tag -> !again.contains(tag))
                    .findFirst()
                    .ifPresent(again::add);
        }
        var plan = new Plan(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        for (var tag : existing) {
            var lookup = repository.lookups.get(tag);
            if (lookup == null) {
                plan.added.add(tag);
            } else if (again.contains(tag)) {
                plan.moved.add(tag);
            } else {
                plan.known.put(tag, lookup);
            }
        }
        return plan;
    }

    /**
     * The image of a digest, for a poll; empty if it is not known. An image without a time is read again: a part of it
     * may have been missing, and may have been pushed since.
     */
    synchronized Optional<TaggedImage> image(ImageRepository repository, Digest digest) {
        return Optional.ofNullable(repositories.get(repository))
                .flatMap(known -> known.lookups.values().stream()
                        .flatMap(lookup -> Stream.ofNullable(lookup.image()))
                        .filter(image -> image.digest().equals(digest) && image.time() != null)
                        .findFirst());
    }

    synchronized void put(ImageRepository repository, Tag tag, TagLookup lookup) {
        var known = repositories.computeIfAbsent(repository, any -> new Repository());
        known.isUsed = true;
        var before = known.lookups.remove(tag);
        if (before == null) {
            tags++;
        }
        if (!lookup.equals(before)) {
            version++;
        }
        known.lookups.put(tag, lookup);
        forgetWhatIsTooMuch();
    }

    synchronized void forget(ImageRepository repository, Tag tag) {
        var known = repositories.get(repository);
        if (known != null && known.lookups.remove(tag) != null) {
            tags--;
            version++;
        }
    }

    private void forgetWhatIsTooMuch() {
        while (tags > maxTags) {
            repositories.entrySet().stream()
                    .max(Comparator.<Map.Entry<ImageRepository, Repository>, Boolean>comparing(
                                    each -> !each.getValue().isUsed)
                            .thenComparingInt(each -> each.getValue().lookups.size()))
                    .map(Map.Entry::getKey)
                    .ifPresent(this::forget);
        }
    }

    private void forget(ImageRepository repository) {
        var forgotten = repositories.remove(repository);
        tags -= forgotten == null ? 0 : forgotten.lookups.size();
    }

    @Override
    public synchronized long version() {
        return version;
    }

    /** The repositories are written in the order of their turns. */
    @Override
    public synchronized byte[] toBytes() {
        var writer = new MemoryWriter();
        writer.listWhatFits(
                repositories.entrySet().stream()
                        .sorted(Comparator.comparingLong(each -> each.getValue().lastTurn))
                        .toList(),
                each -> {
                    writer.text(each.getKey().toString());
                    writer.list(each.getValue().lookups.entrySet(), lookup -> write(writer, lookup));
                });
        return writer.toBytes();
    }

    private static void write(MemoryWriter writer, Map.Entry<Tag, TagLookup> lookup) {
        writer.text(lookup.getKey().value());
        var image = lookup.getValue().image();
        writer.flag(image != null);
        if (image != null) {
            writer.image(image);
        }
        var unusable = lookup.getValue().unusable();
        writer.flag(unusable != null);
        if (unusable != null) {
            writer.text(unusable.why());
        }
    }

    /** Takes over the repositories that this process has not listed. */
    @Override
    public synchronized void add(byte[] others) throws MalformedMemoryException {
        var read = MemoryReader.read(others, TagMemory::readRepositories);
        for (int i = 0; i < read.size(); i++) {
            var repository = read.get(i).getKey();
            if (!repositories.getOrDefault(repository, new Repository()).isUsed) {
                forget(repository);
                var known = new Repository();
                known.lookups.putAll(read.get(i).getValue());
                known.lastTurn = i + 1L;
                repositories.put(repository, known);
                tags += known.lookups.size();
            }
        }
        turns = Math.max(turns, read.size());
        forgetWhatIsTooMuch();
    }

    private static List<Map.Entry<ImageRepository, Map<Tag, TagLookup>>> readRepositories(MemoryReader reader)
            throws IOException {
        return reader.listWhatFits(from -> {
            var repository = ImageRepository.parse(from.text());
            var lookups = new LinkedHashMap<Tag, TagLookup>();
            from.list(TagMemory::readLookup).forEach(lookup -> lookups.put(lookup.getKey(), lookup.getValue()));
            return Map.entry(repository, lookups);
        });
    }

    private static Map.Entry<Tag, TagLookup> readLookup(MemoryReader from) throws IOException {
        var tag = Tag.parse(from.text());
        var image = from.flag() ? from.image() : null;
        var unusable = from.flag() ? new Listing.UnusableTag(tag, from.text()) : null;
        if (image != null && !image.tag().equals(tag)) {
            throw new IOException("an image of another tag");
        }
        return Map.entry(tag, new TagLookup(image, unusable));
    }
}
