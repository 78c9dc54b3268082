// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.bulkhead;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Registries that cannot harm each other, whatever their adapters do. Every question runs in a {@link Bulkhead} and has
 * a deadline; the hosts of a list are asked at the same time. If the list of a host fails as a whole, its repositories
 * are listed one by one, so that only the unusual one fails. Safe for use by many threads.
 */
public final class BoundedRegistries implements ImageRegistry, ImageListing {
    /** For one image. Adapters have shorter limits of their own, which name the request. */
    static final Duration QUESTION = Duration.ofMinutes(5);

    /** For all repositories of one host. */
    static final Duration LIST = Duration.ofMinutes(20);

    /** Images of one repository. */
    static final int MAX_IMAGES = 100_000;

    /** Questions to one host that passed their deadline and have not ended yet; more are not asked. */
    static final int MAX_UNANSWERED = 4;

    private final ImageRegistry images;
    private final ImageListing listings;
    private final Deadline deadline;
    private final Map<String, AtomicInteger> unanswered = new ConcurrentHashMap<>();

    /** Kept for a minute, since a release asks for less time than it takes to start a thread. */
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "idp-registry");
        thread.setDaemon(true);
        return thread;
    });

    public BoundedRegistries(ImageRegistry images, ImageListing listings, Deadline deadline) {
        this.images = Objects.requireNonNull(images, "images");
        this.listings = Objects.requireNonNull(listings, "listings");
        this.deadline = Objects.requireNonNull(deadline, "deadline");
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return one(repository, () -> images.resolve(repository, tag));
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return one(repository, () -> images.resolve(repository, digest));
    }

    private Resolution one(ImageRepository repository, Supplier<Resolution> work) {
        var question = ask(repository.host(), repository.toString(), QUESTION, work);
        return Bulkhead.call(repository.toString(), question::answer);
    }

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        var byHost = wanted.stream()
                .collect(Collectors.groupingBy(
                        each -> each.repository().host(), LinkedHashMap::new, Collectors.toList()));
        var questions = new LinkedHashMap<String, RegistryCall<Map<ImageRepository, Listing>>>();
        var listed = new HashMap<ImageRepository, Listing>();
        byHost.forEach((host, repositories) -> {
            try {
                questions.put(host, ask(host, host, LIST, () -> listHost(repositories)));
            } catch (IdpException e) {
                listed.putAll(unavailable(repositories, e.problem()));
            }
        });
        questions.forEach((host, question) -> {
            try {
                listed.putAll(Bulkhead.call(host, question::answer));
            } catch (IdpException e) {
                listed.putAll(unavailable(byHost.getOrDefault(host, List.of()), e.problem()));
            }
        });
        return listed;
    }

    private Map<ImageRepository, Listing> listHost(List<Wanted> wanted) {
        try {
            var where = wanted.size() == 1 ? wanted.get(0).repository().toString() : hostOf(wanted);
            var listed = Bulkhead.call(where, () -> listings.list(wanted));
            return wanted.stream().collect(Collectors.toMap(Wanted::repository, each -> checked(each, listed)));
        } catch (IdpException e) {
            return wanted.size() == 1 ? unavailable(wanted, e.problem()) : oneByOne(wanted);
        }
    }

    private static String hostOf(List<Wanted> wanted) {
        return wanted.get(0).repository().host();
    }

    private Map<ImageRepository, Listing> oneByOne(List<Wanted> wanted) {
        var listed = new HashMap<ImageRepository, Listing>();
        wanted.forEach(each -> listed.putAll(listHost(List.of(each))));
        return listed;
    }

    private static Listing checked(Wanted wanted, Map<ImageRepository, Listing> listed) {
        var listing = listed.get(wanted.repository());
        if (listing == null) {
            return new Listing.Unavailable(Problem.of(
                    ProblemCode.INTERNAL,
                    "the registry's adapter did not list the repository",
                    wanted.repository().toString(),
                    "report the defect"));
        }
        return listing.match(
                known -> known.images().size() > MAX_IMAGES
                        ? tooMany(wanted, known.images().size())
                        : known,
                unavailable -> unavailable);
    }

    private static Listing tooMany(Wanted wanted, int images) {
        return new Listing.Unavailable(Problem.of(
                ProblemCode.REGISTRY_LIMIT_EXCEEDED,
                "the repository has " + images + " tags of images, more than " + MAX_IMAGES,
                wanted.repository().toString(),
                "remove old tags, or exclude them with `tags` in platform.yaml"));
    }

    private static Map<ImageRepository, Listing> unavailable(List<Wanted> wanted, Problem problem) {
        return wanted.stream().collect(Collectors.toMap(Wanted::repository, each -> new Listing.Unavailable(problem)));
    }

    private <T> RegistryCall<T> ask(String host, String subject, Duration limit, Supplier<T> work) {
        var open = unanswered.computeIfAbsent(host, any -> new AtomicInteger());
        if (open.get() >= MAX_UNANSWERED) {
            throw noAnswer(host, limit).asException();
        }
        var question = new RegistryCall<>(host, limit, open, () -> Bulkhead.call(subject, work));
        Bulkhead.call(subject, () -> question.start(deadline, threads));
        return question;
    }

    static Problem noAnswer(String host, Duration limit) {
        return Problem.of(
                ProblemCode.REGISTRY_UNREACHABLE,
                "the registry did not answer within " + limit.toMinutes() + " minutes",
                host,
                "check the registry and its load; remove old tags from repositories that have many");
    }
}
