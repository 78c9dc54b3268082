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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Registries that cannot harm each other, whatever their adapters do. Every question runs in a {@link Bulkhead} and has
 * a deadline; a listing asks its hosts at the same time. If the listing of a host fails as a whole, its repositories
 * are listed one by one, so that only the unusual one fails. Safe for use by many threads.
 */
public final class BoundedRegistries implements ImageRegistry, ImageListing.AsFound {
    /** The limit for one image. Adapters have shorter limits of their own, which name the request. */
    static final Duration QUESTION = Duration.ofMinutes(5);

    /** The limit for listing all repositories of one host. */
    static final Duration LIST = Duration.ofMinutes(20);

    /** The most images of one repository. */
    static final int MAX_IMAGES = 100_000;

    /** The most questions to one host that passed their deadline and have not ended yet; then the host is not asked. */
    static final int MAX_UNANSWERED = 4;

    private final ImageRegistry images;
    private final ImageListing listings;
    private final Deadline deadline;
    private final Map<String, AtomicInteger> unanswered = new ConcurrentHashMap<>();

    /**
     * An idle thread is kept for a minute, because a question of a release often takes less time than the start of a
     * thread.
     */
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
        var question = ask(repository.host(), repository.toString(), QUESTION, deadline, work);
        return Bulkhead.call(repository.toString(), question::answer);
    }

    @Override
    public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
        var byHost = wanted.stream()
                .collect(Collectors.groupingBy(
                        each -> each.repository().host(), LinkedHashMap::new, Collectors.toList()));
        var questions = new LinkedHashMap<Finds, RegistryCall<Finds>>();
        byHost.forEach((host, repositories) -> {
            var finds = new Finds(repositories, found);
            try {
                questions.put(
                        finds, ask(host, host, LIST, finds.endedBy(deadline), () -> listHost(repositories, finds)));
            } catch (IdpException e) {
                finds.end(e.problem());
            }
        });
        questions.forEach((finds, question) -> {
            try {
                Bulkhead.call(finds.host(), question::answer);
            } catch (IdpException e) {
                finds.end(e.problem());
            }
        });
    }

    /**
     * The repositories of one host that are not listed yet. A listing that arrives after the end of the question is
     * ignored.
     */
    private static final class Finds {
        private final Map<ImageRepository, Wanted> open = new ConcurrentHashMap<>();
        private final BiConsumer<ImageRepository, Listing> found;
        private final String host;

        /** Set before the question is asked. */
        private volatile CompletableFuture<?> answer = new CompletableFuture<>();

        private Finds(List<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
            wanted.forEach(each -> open.put(each.repository(), each));
            this.found = found;
            this.host = wanted.get(0).repository().host();
        }

        private String host() {
            return host;
        }

        /** After the deadline, the adapter's answer is ignored. */
        private Deadline endedBy(Deadline deadline) {
            return (name, asked, limit) -> {
                answer = asked;
                deadline.start(name, asked, limit);
            };
        }

        /** Whether the deadline has passed, or the caller has its answer. */
        private boolean isEnded() {
            return answer.isDone();
        }

        private void add(ImageRepository repository, Listing listing) {
            if (!isEnded()) {
                handOver(repository, listing);
            }
        }

        private void handOver(ImageRepository repository, Listing listing) {
            var wanted = open.get(repository);
            if (wanted != null) {
                var answer = checked(wanted, listing);
                if (open.remove(repository) != null) {
                    found.accept(repository, answer);
                }
            }
        }

        private List<Wanted> missing(List<Wanted> of) {
            return of.stream()
                    .filter(each -> open.containsKey(each.repository()))
                    .toList();
        }

        private void end(Problem problem) {
            open.keySet().forEach(repository -> handOver(repository, new Listing.Unavailable(problem)));
        }
    }

    private Finds listHost(List<Wanted> wanted, Finds finds) {
        try {
            var where = wanted.size() == 1 ? wanted.get(0).repository().toString() : finds.host();
            Bulkhead.call(where, () -> {
                listings.list(wanted, finds::add);
                return finds;
            });
            finds.missing(wanted)
                    .forEach(each -> finds.add(each.repository(), new Listing.Unavailable(notListed(each))));
        } catch (IdpException e) {
            if (wanted.size() == 1) {
                finds.add(wanted.get(0).repository(), new Listing.Unavailable(e.problem()));
            } else {
                for (var each : finds.missing(wanted)) {
                    if (finds.isEnded()) {
                        break;
                    }
                    listHost(List.of(each), finds);
                }
            }
        }
        return finds;
    }

    private static Problem notListed(Wanted wanted) {
        return Problem.of(
                ProblemCode.INTERNAL,
                "the registry's adapter did not list the repository",
                wanted.repository().toString(),
                "report the defect");
    }

    private static Listing checked(Wanted wanted, Listing listing) {
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

    private <T> RegistryCall<T> ask(String host, String subject, Duration limit, Deadline end, Supplier<T> work) {
        var open = unanswered.computeIfAbsent(host, any -> new AtomicInteger());
        if (open.get() >= MAX_UNANSWERED) {
            throw noAnswer(host, limit).asException();
        }
        var question = new RegistryCall<>(host, limit, open, () -> Bulkhead.call(subject, work));
        Bulkhead.call(subject, () -> question.start(end, threads));
        return question;
    }

    static Problem stopped(String host) {
        return Problem.of(
                ProblemCode.REGISTRY_UNREACHABLE,
                "the registry did not answer before idp was stopped",
                host,
                "try again");
    }

    static Problem noAnswer(String host, Duration limit) {
        return Problem.of(
                ProblemCode.REGISTRY_UNREACHABLE,
                "the registry did not answer within " + limit.toMinutes() + " minutes",
                host,
                "check the registry and its load; remove old tags from repositories that have many");
    }
}
