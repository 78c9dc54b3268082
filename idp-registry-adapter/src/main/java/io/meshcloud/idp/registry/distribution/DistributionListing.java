package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists repositories of one registry that tells no times: the tags, what each stands for, and of each digest once and for
 * all how old it is. Some requests at a time; a registry that cannot be reached is not asked again for the rest of a list.
 */
final class DistributionListing implements ImageListing {
    private static final int PARALLEL = 8;
    private static final long IDLE_SECONDS = 5;

    private final DistributionImageRegistry registry;
    private final ExecutorService workers;

    DistributionListing(DistributionImageRegistry registry) {
        this.registry = registry;
        var pool = new ThreadPoolExecutor(
                PARALLEL, PARALLEL, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    var thread = new Thread(task, "idp-registry");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.workers = pool;
    }

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        var down = new AtomicReference<@Nullable Problem>();
        var tags = new LinkedHashMap<Wanted, CompletableFuture<List<Tag>>>();
        wanted.forEach(one -> tags.put(one, submit(down, () -> tags(one))));
        var images = new LinkedHashMap<Wanted, List<CompletableFuture<Seen>>>();
        var listings = new HashMap<ImageRepository, Listing>();
        tags.forEach((one, names) -> {
            try {
                images.put(
                        one,
                        names.join().stream()
                                .map(tag -> submit(down, () -> image(one.repository(), tag)))
                                .toList());
            } catch (CompletionException e) {
                listings.put(one.repository(), new Listing.Unavailable(problem(e)));
            }
        });
        images.forEach((one, found) -> listings.put(one.repository(), listing(found)));
        return listings;
    }

    private static Listing listing(List<CompletableFuture<Seen>> found) {
        try {
            var seen = found.stream().map(CompletableFuture::join).toList();
            return new Listing.Known(
                    ImageOrder.IMAGE_CREATED,
                    seen.stream().flatMap(one -> Stream.ofNullable(one.image())).toList(),
                    seen.stream()
                            .flatMap(one -> Stream.ofNullable(one.unusable()))
                            .toList());
        } catch (CompletionException e) {
            return new Listing.Unavailable(problem(e));
        }
    }

    private List<Tag> tags(Wanted wanted) {
        return registry.tags(wanted.repository()).stream()
                .filter(tag -> wanted.isOfInterest(tag) && !ImageTags.isAttachmentTag(tag))
                .toList();
    }

    /** What a tag stands for: neither for what is no image, or is gone since the tags were listed. */
    private record Seen(@Nullable TaggedImage image, Listing.@Nullable UnusableTag unusable) {
        private static final Seen NOTHING = new Seen(null, null);
    }

    private Seen image(ImageRepository repository, Tag tag) {
        return registry.digest(repository, tag)
                .map(digest -> registry.known(repository, digest)
                        .match(
                                facts -> new Seen(TaggedImage.of(tag, facts), null),
                                other -> Seen.NOTHING,
                                unreadable -> new Seen(
                                        null, new Listing.UnusableTag(tag, "has a manifest that " + unreadable.why())),
                                () -> Seen.NOTHING))
                .orElse(Seen.NOTHING);
    }

    private <T> CompletableFuture<T> submit(AtomicReference<@Nullable Problem> down, Callable<T> request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    var known = down.get();
                    if (known != null) {
                        throw known.asException();
                    }
                    try {
                        return request.call();
                    } catch (IdpException e) {
                        if (e.problem().code() == ProblemCode.REGISTRY_UNREACHABLE) {
                            down.set(e.problem());
                        }
                        throw e;
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                workers);
    }

    private static Problem problem(CompletionException failure) {
        if (failure.getCause() instanceof IdpException known) {
            return known.problem();
        }
        throw failure;
    }
}
