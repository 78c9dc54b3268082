// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which image each tag had when it was looked up last, so that a poll asks for new tags, for the tag on file and, in turn,
 * for the others. In each list every tenth repository has its turn, those first that have waited longest; then it looks up
 * the tag that was looked up longest ago. So a tag that moves, and is not on file, is noticed after at most ten times as many
 * lists as its repository has tags. Bounded: the repository with the most tags is forgotten first, so that it does not
 * displace the others. Safe for use by many threads.
 */
final class TagMemory {
    /** One of so many repositories has its turn in a list. */
    static final int TURN = 10;

    private final int maxTags;
    private final Map<ImageRepository, Repository> repositories = new HashMap<>();
    private long turns;
    private int tags;

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
    }

    /** The repositories whose turn it is in this list. */
    synchronized Set<ImageRepository> turns(Collection<Wanted> wanted) {
        var waiting = new TreeMap<Long, ImageRepository>();
        for (var each : wanted) {
            var known = each.now() == null ? null : repositories.get(each.repository());
            if (known != null) {
                // Repositories that never had a turn come first, in the order of the list.
                waiting.put(known.lastTurn == 0 ? waiting.size() - wanted.size() : known.lastTurn, each.repository());
            }
        }
        var chosen = new HashSet<ImageRepository>();
        waiting.values().stream().limit((waiting.size() + TURN - 1) / TURN).forEach(chosen::add);
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
        int before = repository.lookups.size();
        repository.lookups.keySet().retainAll(new HashSet<>(existing));
        tags -= before - repository.lookups.size();
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

    synchronized void put(ImageRepository repository, Tag tag, TagLookup lookup) {
        var known = repositories.computeIfAbsent(repository, any -> new Repository());
        if (known.lookups.remove(tag) == null) {
            tags++;
        }
        known.lookups.put(tag, lookup);
        while (tags > maxTags) {
            forgetLargest();
        }
    }

    synchronized void forget(ImageRepository repository, Tag tag) {
        var known = repositories.get(repository);
        if (known != null && known.lookups.remove(tag) != null) {
            tags--;
        }
    }

    private void forgetLargest() {
        repositories.entrySet().stream()
                .max(Comparator.comparingInt(each -> each.getValue().lookups.size()))
                .map(Map.Entry::getKey)
                .map(repositories::remove)
                .ifPresent(forgotten -> tags -= forgotten.lookups.size());
    }
}
