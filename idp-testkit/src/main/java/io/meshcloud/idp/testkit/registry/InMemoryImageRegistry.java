// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Listed;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A registry in memory for tests. It orders by created time by default, and can be made to fail. Safe for many threads.
 */
public final class InMemoryImageRegistry implements ImageRegistry, ImageListing, ImageTransfer {
    private static final Resolution MISSING = new Resolution.Missing();

    private final Map<String, Resolution> byDigest = new HashMap<>();
    private final Map<String, Digest> byTag = new HashMap<>();
    private final Map<String, ImageTime> tagTimes = new HashMap<>();
    private ImageOrder order = ImageOrder.IMAGE_CREATED;
    private final List<String> requests = new ArrayList<>();
    private @Nullable Problem problem;
    private final Map<ImageRepository, Problem> problems = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private Runnable beforeNext = () -> {};

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        beforeRequest(repository, ":" + tag);
        synchronized (this) {
            var digest = byTag.get(repository + ":" + tag);
            return digest == null ? MISSING : timed(known(repository, digest), tagTimes.get(repository + ":" + tag));
        }
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        beforeRequest(repository, "@" + digest);
        synchronized (this) {
            var lastPush = byTag.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(repository + ":")
                            && entry.getValue().equals(digest))
                    .flatMap(entry -> Stream.ofNullable(tagTimes.get(entry.getKey())))
                    .max(Comparator.comparing(ImageTime::at));
            return timed(known(repository, digest), lastPush.orElse(null));
        }
    }

    /** The facts with the time of the tag, if the registry knows one. */
    private Resolution timed(Resolution resolution, @Nullable ImageTime ofTag) {
        return order == ImageOrder.IMAGE_CREATED && ofTag == null
                ? resolution
                : resolution
                        .image()
                        .<Resolution>map(facts -> new Resolution.Found(new ImageFacts(
                                facts.digest(), facts.parts(), time(facts, ofTag), facts.source(), facts.revision())))
                        .orElse(resolution);
    }

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        return wanted.stream().collect(Collectors.toMap(Wanted::repository, this::list));
    }

    @Override
    public Transferred transfer(ImageRepository from, Digest digest, ImageRepository to, Tag tag) {
        beforeRequest(from, "@" + digest + " to " + to + ":" + tag);
        synchronized (this) {
            var image = known(from, digest);
            if (image.equals(MISSING)) {
                throw Problem.of(ProblemCode.IMAGE_NOT_FOUND, "no image " + digest, from.toString(), "push it")
                        .asException();
            }
            var standsFor = byTag.getOrDefault(to + ":" + tag, digest);
            if (!standsFor.equals(digest)) {
                throw Problem.of(ProblemCode.TAG_TAKEN, "the tag " + tag + " is taken", to.toString(), "free it")
                        .asException();
            }
            if (refused.containsKey(from + "@" + digest)) {
                throw Problem.of(
                                ProblemCode.NOT_PULLABLE,
                                "a policy refuses " + digest,
                                from.toString(),
                                "do what the policy demands")
                        .asException();
            }
            boolean isThere = !known(to, digest).equals(MISSING);
            boolean isTagged = byTag.containsKey(to + ":" + tag);
            store(to, digest, image, tag);
            image.image().ifPresent(facts -> facts.parts().forEach(part -> copyTo(to, part, known(from, part))));
            var signatureTag = ImageRegistryFixture.signatureTag(digest);
            var signature = byTag.get(from + ":" + signatureTag);
            if (signature != null) {
                store(to, signature, known(from, signature), signatureTag);
            }
            return new Transferred(isThere ? 0 : 1, 0, 0, 0, !isTagged);
        }
    }

    private void copyTo(ImageRepository to, Digest digest, Resolution what) {
        if (!what.equals(MISSING)) {
            store(to, digest, what);
        }
    }

    private Listing list(Wanted wanted) {
        try {
            beforeRequest(wanted.repository(), " tags");
        } catch (IdpException e) {
            return new Listing.Unavailable(e.problem());
        }
        return listed(wanted);
    }

    private synchronized Listing listed(Wanted wanted) {
        var prefix = wanted.repository() + ":";
        var images = new ArrayList<TaggedImage>();
        var unusable = new ArrayList<Listing.UnusableTag>();
        var excluded = new ArrayList<Tag>();
        byTag.forEach((name, digest) -> {
            if (name.startsWith(prefix)) {
                var tag = Tag.parse(name.substring(prefix.length()));
                if (!wanted.isOfInterest(tag)) {
                    if (!tag.value().startsWith("sha256-")) {
                        excluded.add(tag);
                    }
                } else {
                    var ofTag = tagTimes.get(name);
                    var resolution = known(wanted.repository(), digest);
                    if (resolution instanceof Resolution.Unreadable
                            || (resolution instanceof Resolution.NotPullable && ofTag == null)) {
                        unusable.add(new Listing.UnusableTag(
                                tag, resolution.unusable().orElseThrow()));
                    } else if (resolution instanceof Resolution.Found found) {
                        var facts = found.facts();
                        images.add(new TaggedImage(tag, digest, facts.parts(), time(facts, ofTag)));
                    } else if (ofTag != null) {
                        // Harbor reports some attachments as images.
                        images.add(new TaggedImage(tag, digest, Set.of(), ofTag));
                    }
                }
            }
        });
        return new Listing.Known(order, images, unusable, excluded.size());
    }

    private @Nullable ImageTime time(ImageFacts facts, @Nullable ImageTime ofTag) {
        boolean isReported =
                ofTag != null && (order == ImageOrder.TAG_PUSHED || ofTag.meaning() != ImageTime.Meaning.TAG_PUSHED);
        if (isReported) {
            return ofTag;
        }
        return order == ImageOrder.TAG_PUSHED
                ? ImageTime.pushed(facts.optionalTime().map(ImageTime::at).orElse(null))
                : facts.time();
    }

    /** From now on orders by push times, as Harbor does; a tag without a time was pushed when its image was created. */
    public synchronized void orderByPushes() {
        order = ImageOrder.TAG_PUSHED;
    }

    /** Sets the push time of a tag, for a registry that orders by push times. */
    public void pushedAt(ImageRepository repository, Tag tag, Instant time) {
        happenedAt(repository, tag, new ImageTime(ImageTime.Meaning.TAG_PUSHED, time));
    }

    /** Sets the only time that the registry reports for a tag, such as the time at which it cached the image. */
    public synchronized void happenedAt(ImageRepository repository, Tag tag, ImageTime time) {
        tagTimes.put(repository + ":" + tag, time);
    }

    /** Pushes an image under these tags, moving those that exist. */
    public Digest push(ImageRepository repository, TestImage image, Tag... tags) {
        var digest = digest("image " + image);
        var facts =
                new ImageFacts(digest, Set.of(), ImageTime.created(image.created()), image.source(), image.revision());
        return store(repository, digest, new Resolution.Found(facts), tags);
    }

    /** Pushes an index with its images; it has the time of its newest image and the labels of the first. */
    public synchronized Digest pushIndex(ImageRepository repository, List<TestImage> images, Tag... tags) {
        var digest = digest("index " + images);
        var newest = images.stream()
                .flatMap(image -> Stream.ofNullable(image.created()))
                .max(Comparator.naturalOrder())
                .orElse(null);
        var first = images.get(0);
        var parts = images.stream().map(image -> digest("image " + image)).collect(Collectors.toSet());
        images.forEach(image -> push(repository, image));
        var facts = new ImageFacts(digest, parts, ImageTime.created(newest), first.source(), first.revision());
        return store(repository, digest, new Resolution.Found(facts), tags);
    }

    /** Pushes an artifact that is not an image. */
    public Digest pushOther(ImageRepository repository, String mediaType, Tag... tags) {
        return store(repository, digest("other " + mediaType), new Resolution.NotAnImage(mediaType), tags);
    }

    /** Pushes a signature of an image, under the tag that cosign gives it. */
    public Digest pushSignature(ImageRepository repository, Digest image) {
        return store(
                repository,
                digest("signature of " + image),
                new Resolution.NotAnImage("application/vnd.dev.cosign.simplesigning.v1+json"),
                ImageRegistryFixture.signatureTag(image));
    }

    /** Pushes an unreadable manifest. */
    public Digest pushUnreadable(ImageRepository repository, String why, Tag... tags) {
        return store(repository, digest("unreadable " + why), new Resolution.Unreadable(why), tags);
    }

    /** Removes an image and all its tags. */
    public synchronized void remove(ImageRepository repository, Digest digest) {
        byDigest.remove(repository + "@" + digest);
        byTag.entrySet()
                .removeIf(entry -> entry.getKey().startsWith(repository + ":")
                        && entry.getValue().equals(digest));
    }

    /** From now on every request fails with this problem. */
    public synchronized void failWith(Problem answer) {
        problem = answer;
    }

    /** From now on every request about this repository fails with this problem. */
    public synchronized void failWith(ImageRepository repository, Problem answer) {
        problems.put(repository, answer);
    }

    /** From now on requests are answered again. */
    public synchronized void recover() {
        problem = null;
        problems.clear();
    }

    /** From now on a policy of the registry refuses this image to anybody who pulls it. */
    public synchronized void refusePulls(ImageRepository repository, Digest digest, String why) {
        refused.put(repository + "@" + digest, why);
    }

    /** From now on no policy refuses an image. */
    public synchronized void allowPulls() {
        refused.clear();
    }

    /** Runs this once, at the next request. */
    public synchronized void beforeNextRequest(Runnable action) {
        beforeNext = action;
    }

    /** The requests so far, in order: {@code repository:tag} or {@code repository@digest}. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private void beforeRequest(ImageRepository repository, String name) {
        Runnable action;
        synchronized (this) {
            requests.add(repository + name);
            action = beforeNext;
            beforeNext = () -> {};
        }
        action.run();
        synchronized (this) {
            var answer = problem == null ? problems.get(repository) : problem;
            if (answer != null) {
                throw answer.asException();
            }
        }
    }

    private synchronized Resolution known(ImageRepository repository, Digest digest) {
        var why = refused.get(repository + "@" + digest);
        if (why != null) {
            return new Resolution.NotPullable(why);
        }
        var stored = byDigest.getOrDefault(repository + "@" + digest, MISSING);
        var parts = stored.image().map(ImageFacts::parts).orElse(Set.of());
        boolean isPullable =
                parts.isEmpty() || parts.stream().anyMatch(part -> byDigest.containsKey(repository + "@" + part));
        return isPullable
                ? stored
                : new Resolution.NotPullable("none of the " + parts.size()
                        + " images that the index lists is in the repository: "
                        + Listed.of(parts.stream().map(Digest::value).sorted().toList()));
    }

    private synchronized Digest store(ImageRepository repository, Digest digest, Resolution what, Tag... tags) {
        byDigest.put(repository + "@" + digest, what);
        for (var tag : tags) {
            byTag.put(repository + ":" + tag, digest);
        }
        return digest;
    }

    private static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }
}
