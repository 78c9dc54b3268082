// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.distribution.TagMemory.TagLookup;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.ParallelRequests;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.registry.memory.KeptMemory;
import io.meshcloud.idp.registry.memory.MemoryFolder;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists repositories of one registry that reports no push times: the tags, the digest of each tag, and the created time
 * of each digest, which are read once and cached; {@link TagMemory} says which tags a poll looks up. A wrong answer for
 * one tag affects only that tag. Several repositories are asked in turns, each with a budget of its own, so that one
 * with many tags does not delay the others for long; the next list continues with the tags that were not looked up yet.
 * If no connection can be made, the rest of a list is not requested.
 */
final class DistributionListing implements ImageListing.AsFound {
    private static final int PARALLEL_REQUESTS = 8;

    /** Enough for all threads to be busy. */
    private static final int LISTS_AHEAD = 2 * PARALLEL_REQUESTS;

    /** The lookups of a repository's first turn: usually the tag on file, a new tag, and a tag that has its turn. */
    private static final int FIRST_TURNS = 3;

    /** See {@link Listing.Known#resolved}. */
    private static final Duration MAX_AGE_OF_RESOLVED = Duration.ofSeconds(2);

    private static final int MAX_REMEMBERED_TAGS = 200_000;
    private static final TagLookup NOTHING = new TagLookup(null, null);

    /** If more tags of one repository have wrong answers, the registry has a fault. */
    private static final int MAX_FAULTS = 20;

    /** The problems that may concern one tag only; other problems concern the repository or the registry. */
    private static final Set<ProblemCode> OF_ONE_TAG = Set.of(ProblemCode.REGISTRY_FAULT, ProblemCode.DIGEST_MISMATCH);

    private final DistributionImageRegistry registry;
    private final Function<String, Budget> shares;
    private final TagMemory memory = new TagMemory(MAX_REMEMBERED_TAGS);
    private final KeptMemory kept;
    private final ParallelRequests requests = new ParallelRequests(PARALLEL_REQUESTS, "idp-registry");

    /**
     * @param shares creates the budget for listing one of several repositories; its argument describes the question
     * @param folder keeps what was looked up for the next process
     */
    DistributionListing(DistributionImageRegistry registry, Function<String, Budget> shares, MemoryFolder folder) {
        this.registry = registry;
        this.shares = shares;
        this.kept = folder.keep("tags of " + registry.base(), memory);
    }

    /** Hands over the listings in the thread of the caller. */
    @Override
    public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
        kept.read();
        try {
            listNow(wanted, found);
        } finally {
            kept.saveNowAndThen();
        }
    }

    private void listNow(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
        var batch = requests.newBatch(registry.problems(), registry.pause(), registry.longestWait());
        var turns = memory.turns(wanted);
        var questions = wanted.stream()
                .map(each -> new RepositoryQuestion(
                        each,
                        turns.contains(each.repository()),
                        batch,
                        wanted.size() == 1 ? Budget::ofListing : shares))
                .toList();
        var open = new ArrayList<RepositoryQuestion>();
        int longest = 0;
        for (int next = 0, asked = 0; next < questions.size(); next++) {
            // A few lists ahead only, so that what is new in one repository does not wait for the lists of all others.
            for (; asked < Math.min(questions.size(), next + LISTS_AHEAD); asked++) {
                questions.get(asked).askForTags();
            }
            var question = questions.get(next);
            longest = Math.max(longest, question.tagCount());
            for (int turn = 0; turn < FIRST_TURNS; turn++) {
                question.askForImage(turn);
            }
            open.add(question);
            handOver(open, found);
        }
        // In turns, so that a repository with many tags does not keep the others waiting.
        for (int turn = FIRST_TURNS; turn < longest; turn++) {
            for (var question : open) {
                question.askForImage(turn);
            }
        }
        while (!open.isEmpty()) {
            open.get(0).awaitOne();
            handOver(open, found);
        }
    }

    private static void handOver(List<RepositoryQuestion> open, BiConsumer<ImageRepository, Listing> found) {
        open.removeIf(question -> {
            boolean isDone = question.isDone();
            if (isDone) {
                found.accept(question.wanted.repository(), question.listing());
            }
            return isDone;
        });
    }

    /**
     * The question for one repository, with a budget of its own. Its failure is the listing of this repository only.
     */
    private final class RepositoryQuestion {
        private final Wanted wanted;
        private final ParallelRequests.Question question;
        private final Budget budget;
        private final boolean hasTurn;
        private final List<ParallelRequests.Pending<TagLookup>> lookups = new ArrayList<>();

        /** All lookups before this index have ended. */
        private int ended;

        private Supplier<List<Tag>> pendingTags = List::of;
        private @Nullable Problem problem;
        private TagMemory.Plan plan = new TagMemory.Plan(Map.of(), List.of(), List.of());
        private int excluded;
        private final Map<Tag, Resolved> resolved = new ConcurrentHashMap<>();
        private final Queue<Problem> faults = new ConcurrentLinkedQueue<>();

        private RepositoryQuestion(
                Wanted wanted, boolean hasTurn, ParallelRequests.Batch batch, Function<String, Budget> budgets) {
            this.hasTurn = hasTurn;
            var name = "list the images of " + wanted.repository().path();
            this.wanted = wanted;
            this.question = batch.newQuestion(name);
            this.budget = budgets.apply(name);
        }

        private void askForTags() {
            pendingTags = question.submit(() -> registry.tags(budget, wanted.repository()).stream()
                    .filter(tag -> !ImageTags.isAttachmentTag(tag))
                    .toList());
        }

        /** Waits for the tags. The result is the number of tags to look up. */
        private int tagCount() {
            try {
                var all = pendingTags.get();
                var tags = all.stream().filter(wanted::isOfInterest).toList();
                excluded = all.size() - tags.size();
                plan = memory.plan(wanted, tags, hasTurn);
            } catch (IdpException e) {
                problem = e.problem();
            }
            return lookupCount();
        }

        private int lookupCount() {
            return plan.moved().size() + plan.added().size();
        }

        private boolean isDone() {
            while (ended < lookups.size() && lookups.get(ended).isDone()) {
                ended++;
            }
            return ended == lookupCount();
        }

        /** Waits for one more lookup. All lookups must have been started, and at least one must not have ended. */
        private void awaitOne() {
            try {
                var unused = lookups.get(ended).get();
            } catch (IdpException e) {
                // The listing reports it.
            }
        }

        private void askForImage(int index) {
            int added = index - plan.moved().size();
            if (added < 0) {
                var tag = plan.moved().get(index);
                lookups.add(question.submit(
                        () -> lookUp(tag, () -> registry.listed(budget, wanted.repository(), tag, this::known))));
            } else if (added < plan.added().size()) {
                var tag = plan.added().get(added);
                lookups.add(question.submit(() -> lookUp(tag, () -> added(tag))));
            }
        }

        private Resolution added(Tag tag) {
            long start = System.nanoTime();
            var read = registry.added(budget, wanted.repository(), tag);
            if (read.isResolved()) {
                read.resolution().image().ifPresent(facts -> resolved.put(tag, new Resolved(facts, start)));
            }
            return read.resolution();
        }

        /** The tags that were resolved so recently that they need not be resolved again. */
        private Map<Tag, ImageFacts> resolved() {
            long now = System.nanoTime();
            return resolved.entrySet().stream()
                    .filter(each -> now - each.getValue().nanoTime() <= MAX_AGE_OF_RESOLVED.toNanos())
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, each -> each.getValue().facts()));
        }

        /** What is known of a digest from an earlier look, maybe of another process; good enough for a poll only. */
        private Optional<Resolution> known(Digest digest) {
            return wanted.now() == null
                    ? Optional.empty()
                    : memory.image(wanted.repository(), digest)
                            .map(image -> new Resolution.Found(
                                    new ImageFacts(digest, image.parts(), image.time(), null, null)));
        }

        /** A wrong answer for one tag concerns only this tag. */
        private TagLookup lookUp(Tag tag, Supplier<Resolution> question) {
            try {
                return remembered(tag, question.get());
            } catch (IdpException e) {
                if (!OF_ONE_TAG.contains(e.problem().code())) {
                    throw e;
                }
                faults.add(e.problem());
                if (faults.size() > MAX_FAULTS) {
                    throw e;
                }
                memory.forget(wanted.repository(), tag);
                return unusable(tag, "cannot be read: " + e.problem().what());
            }
        }

        private TagLookup remembered(Tag tag, Resolution resolution) {
            var lookup = lookup(tag, resolution);
            if (resolution instanceof Resolution.NotPullable || resolution instanceof Resolution.Missing) {
                // What is missing may be pushed later.
                memory.forget(wanted.repository(), tag);
            } else {
                memory.put(wanted.repository(), tag, lookup);
            }
            return lookup;
        }

        private Listing listing() {
            if (problem != null) {
                return new Listing.Unavailable(problem);
            }
            try {
                var found = Stream.concat(
                                plan.known().values().stream(), lookups.stream().map(Supplier::get))
                        .toList();
                if (!faults.isEmpty() && faults.size() == found.size()) {
                    return new Listing.Unavailable(faults.element());
                }
                return new Listing.Known(
                        ImageOrder.IMAGE_CREATED,
                        found.stream()
                                .flatMap(lookup -> Stream.ofNullable(lookup.image()))
                                .sorted(Comparator.comparing(TaggedImage::tag))
                                .toList(),
                        found.stream()
                                .flatMap(lookup -> Stream.ofNullable(lookup.unusable()))
                                .sorted(Comparator.comparing(Listing.UnusableTag::tag))
                                .toList(),
                        excluded,
                        List.of(),
                        resolved());
            } catch (IdpException e) {
                return new Listing.Unavailable(e.problem());
            }
        }
    }

    /**
     * An image that was read completely.
     *
     * @param nanoTime when the registry was asked
     */
    private record Resolved(ImageFacts facts, long nanoTime) {}

    private static TagLookup lookup(Tag tag, Resolution resolution) {
        return resolution.match(
                facts -> new TagLookup(TaggedImage.of(tag, facts), null),
                notAnImage -> NOTHING,
                unreadable -> unusable(tag, resolution.unusable().orElseThrow()),
                notPullable -> unusable(tag, resolution.unusable().orElseThrow()),
                () -> NOTHING);
    }

    private static TagLookup unusable(Tag tag, String why) {
        return new TagLookup(null, new Listing.UnusableTag(tag, why));
    }
}
