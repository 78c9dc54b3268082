// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.harbor.HarborProjects.Kind;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.ParallelRequests;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Lists a Harbor's images. A look at many repositories asks for those that have changed since the last look, and for
 * everything once in a while; a few repositories are always asked. Several repositories of one project are listed
 * together where that is cheaper. Every artifact is read, because the newest tag may belong to the oldest artifact.
 *
 * <p>A project that is a cache of another registry is listed by OCI Distribution: Harbor's own API
 * does not list tags that were not pulled yet, and its push times are times of pulls.
 */
final class HarborImageListing implements ImageListing.AsFound {
    /**
     * A list that was read sooner than this after the repository's last change is read again at the next look: the
     * change may have been half done, and our clock may be wrong.
     */
    static final Duration SETTLED = Duration.ofMinutes(2);

    /** A repository with more tags is listed at each look. */
    private static final int MAX_REMEMBERED_TAGS = 5_000;

    private static final String ATTACHED =
            "has a manifest that names a subject, so the Harbor treats it as an attachment of"
                    + " that image and does not list it; automation does not see it";

    private static final int PARALLEL_REQUESTS = 4;
    private static final Comparator<TaggedImage> BY_TIME = Comparator.comparing(
            image -> image.optionalTime().map(ImageTime::at).orElse(Instant.MIN));

    private final HarborApi api;
    private final ImageListing distribution;
    private final HarborMemory memory;
    private final HarborProjects projects;
    private final Clock clock;
    private final ParallelRequests requests = new ParallelRequests(PARALLEL_REQUESTS, "idp-harbor");

    /**
     * @param distribution the same registry's OCI Distribution API
     * @param memory what is known from earlier looks
     */
    HarborImageListing(HarborApi api, ImageListing distribution, HarborMemory memory, Clock clock) {
        this.api = api;
        this.distribution = distribution;
        this.memory = memory;
        this.projects = new HarborProjects(memory, clock);
        this.clock = clock;
    }

    private record WantedRepository(HarborRepository repository, Wanted wanted) {
        ImageRepository name() {
            return wanted.repository();
        }
    }

    /** Hands over the listings in the thread of the caller: first those that have not changed. */
    @Override
    public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
        var readable = new ArrayList<WantedRepository>();
        for (var each : wanted) {
            try {
                readable.add(new WantedRepository(HarborRepository.of(each.repository()), each));
            } catch (IdpException e) {
                found.accept(each.repository(), new Listing.Unavailable(e.problem()));
            }
        }
        new Look(readable).list(found);
        memory.lookEnded(api.host());
    }

    /** One call: what is known, what must be asked, and the answers. For use by one thread. */
    private final class Look {
        private final List<WantedRepository> wanted;
        private final ParallelRequests.Batch batch = requests.newBatch(api.problems(), api.pause(), api.longestWait());
        private final Map<String, Instant> updated;

        private Look(List<WantedRepository> wanted) {
            this.wanted = wanted;
            var updates = new HarborUpdates(api.within(Budget.ofListing("list repositories")), memory, clock);
            this.updated = await(
                            batch.newQuestion("list repositories").submit(() -> updates.read(wanted.size())),
                            problem -> Optional.<HarborMemory.Updates>empty())
                    .map(HarborMemory.Updates::updated)
                    .orElse(Map.of());
        }

        private void list(BiConsumer<ImageRepository, Listing> found) {
            var kinds = kinds(found);
            var byBuild = new ArrayList<WantedRepository>();
            var toAsk = new LinkedHashMap<String, List<WantedRepository>>();
            for (var each : wanted) {
                var kind = kinds.get(each.repository.project());
                if (kind == Kind.ORDINARY) {
                    var known = remembered(each.repository);
                    if (known.isPresent()) {
                        found.accept(each.name(), listing(each.wanted, known.get()));
                    } else {
                        toAsk.computeIfAbsent(each.repository.project(), project -> new ArrayList<>())
                                .add(each);
                    }
                } else if (kind == Kind.ABSENT) {
                    found.accept(each.name(), listing(each.wanted, List.of()).withNote(note(kind, each)));
                } else if (kind != null) {
                    byBuild.add(each);
                }
            }
            listByPush(toAsk.values(), found);
            listByBuild(byBuild, kinds, found);
        }

        /** The kinds of all projects. The repositories of a project whose kind cannot be asked are unavailable. */
        private Map<String, Kind> kinds(BiConsumer<ImageRepository, Listing> found) {
            var names = new LinkedHashSet<String>();
            wanted.forEach(each -> names.add(each.repository.project()));
            readTogether(names);
            var kinds = new HashMap<String, Kind>();
            var pending = new LinkedHashMap<String, Supplier<Kind>>();
            for (var name : names) {
                projects.known(api.host(), name)
                        .ifPresentOrElse(
                                kind -> kinds.put(name, kind),
                                () -> pending.put(
                                        name,
                                        batch.newQuestion("read the project " + name)
                                                .submit(() -> projects.read(
                                                        api.within(Budget.ofQuestion("read the project " + name)),
                                                        name))));
            }
            pending.forEach((name, kind) -> {
                try {
                    kinds.put(name, kind.get());
                } catch (IdpException e) {
                    wanted.stream()
                            .filter(each -> each.repository.project().equals(name))
                            .forEach(each -> found.accept(each.name(), new Listing.Unavailable(e.problem())));
                }
            });
            return kinds;
        }

        /** If the projects cannot be read together, each is read alone, with a problem of its own. */
        private void readTogether(Set<String> names) {
            await(
                    batch.newQuestion("list projects").submit(() -> {
                        projects.readTogether(api.within(Budget.ofListing("list projects")), names);
                        return true;
                    }),
                    problem -> false);
        }

        /** The images that are known from an earlier look and have not changed since. */
        private Optional<List<TaggedImage>> remembered(HarborRepository repository) {
            var time = updated.get(repository.toString());
            return time == null
                    ? Optional.empty()
                    : memory.project(api.host(), repository.project())
                            .flatMap(project ->
                                    Optional.ofNullable(project.repositories().get(repository.name())))
                            .filter(known -> known.updated().equals(time)
                                    && known.listedAt().minus(SETTLED).isAfter(time)
                                    && HarborProjects.isFresh(known.listedAt(), clock.instant()))
                            .map(HarborMemory.Repository::images);
        }

        private void listByPush(
                Collection<List<WantedRepository>> byProject, BiConsumer<ImageRepository, Listing> found) {
            var together = new LinkedHashMap<List<WantedRepository>, Supplier<Optional<Map<ImageRepository, Found>>>>();
            var single = new ArrayList<WantedRepository>();
            for (var repositories : byProject) {
                if (repositories.size() > 1) {
                    together.put(
                            repositories,
                            batch.newQuestion("list the images of a project").submit(() -> listProject(repositories)));
                } else {
                    single.addAll(repositories);
                }
            }
            together.forEach((repositories, pending) -> await(pending, problem -> Optional.empty())
                    .ifPresentOrElse(
                            images -> handOver(repositories, images, found), () -> single.addAll(repositories)));
            var alone = new LinkedHashMap<WantedRepository, Supplier<Found>>();
            single.forEach(each ->
                    alone.put(each, batch.newQuestion(question(each.repository)).submit(() -> listRepository(each))));
            alone.forEach((each, pending) -> {
                try {
                    handOver(List.of(each), Map.of(each.name(), pending.get()), found);
                } catch (IdpException e) {
                    remember(List.of(each), Map.of());
                    found.accept(each.name(), new Listing.Unavailable(e.problem()));
                }
            });
        }

        private void handOver(
                List<WantedRepository> repositories,
                Map<ImageRepository, Found> listed,
                BiConsumer<ImageRepository, Listing> found) {
            remember(repositories, listed);
            repositories.forEach(each -> Optional.ofNullable(listed.get(each.name()))
                    .ifPresent(images -> found.accept(each.name(), explained(each, images.images))));
        }

        /** Keeps the images of repositories of one project. */
        private void remember(List<WantedRepository> repositories, Map<ImageRepository, Found> found) {
            var name = repositories.get(0).repository.project();
            memory.project(api.host(), name).ifPresent(project -> {
                var all = new HashMap<>(project.repositories());
                repositories.forEach(each -> {
                    var images = found.get(each.name());
                    var time = updated.get(each.repository.toString());
                    if (images == null || time == null || images.images.size() > MAX_REMEMBERED_TAGS) {
                        all.remove(each.repository.name());
                    } else {
                        all.put(
                                each.repository.name(),
                                new HarborMemory.Repository(time, images.readAt, images.images));
                    }
                });
                if (!all.equals(project.repositories())) {
                    memory.remember(
                            api.host(), name, new HarborMemory.Project(project.proxyCache(), project.readAt(), all));
                }
            });
        }

        private Listing.Known explained(WantedRepository each, List<TaggedImage> images) {
            var listing = listing(each.wanted, images);
            if (!each.wanted.explained()) {
                return listing;
            }
            var listed = images.stream().map(TaggedImage::tag).collect(Collectors.toSet());
            var attached = batch.newQuestion("list the tags of " + each.repository)
                    .submit(() -> artifacts(question(each.repository)).attached(each.repository, listed));
            var unusable = await(attached, problem -> List.<Tag>of()).stream()
                    .filter(each.wanted::isOfInterest)
                    .map(tag -> new Listing.UnusableTag(tag, ATTACHED))
                    .toList();
            var explained = new Listing.Known(listing.order(), listing.images(), unusable, listing.excluded());
            return api.person()
                    .map(user -> explained.withNote("the Harbor is asked as " + Quoted.of(user)
                            + ", which is not a robot account: each request costs it a password hash, about 25 times"
                            + " the CPU of a robot's request (see \"Day 0 at a Harbor\" for the robot to make)"))
                    .orElse(explained);
        }

        private void listByBuild(
                List<WantedRepository> repositories,
                Map<String, Kind> kinds,
                BiConsumer<ImageRepository, Listing> found) {
            if (repositories.isEmpty()) {
                return;
            }
            var byName = repositories.stream().collect(Collectors.toMap(WantedRepository::name, each -> each));
            distribution.list(
                    repositories.stream().map(WantedRepository::wanted).toList(),
                    (name, listing) -> Optional.ofNullable(byName.get(name))
                            .ifPresent(each -> found.accept(name, noted(listing, each, kinds))));
        }

        private Listing noted(Listing listing, WantedRepository each, Map<String, Kind> kinds) {
            return listing.match(
                    known -> known.withNote(note(kinds.getOrDefault(each.repository.project(), Kind.ORDINARY), each)),
                    unavailable -> unavailable);
        }

        private String note(Kind kind, WantedRepository each) {
            return HarborProjects.note(kind, each.repository.project()).orElseThrow();
        }
    }

    /**
     * All tagged images of a repository.
     *
     * @param readAt the time before they were read
     */
    private record Found(Instant readAt, List<TaggedImage> images) {}

    /** Empty if the repositories must be listed one by one. */
    private Optional<Map<ImageRepository, Found>> listProject(List<WantedRepository> repositories) {
        var first = repositories.get(0).repository;
        var now = clock.instant();
        return artifacts("list the images of the project " + first.project())
                .ofProject(
                        repositories.stream().map(WantedRepository::repository).toList())
                .map(artifacts -> {
                    var byRepository = artifacts.stream().collect(Collectors.groupingBy(HarborArtifact::repository));
                    return repositories.stream()
                            .collect(Collectors.toMap(
                                    WantedRepository::name,
                                    each -> new Found(
                                            now,
                                            images(byRepository.getOrDefault(each.repository.toString(), List.of())))));
                });
    }

    private Found listRepository(WantedRepository each) {
        var now = clock.instant();
        return new Found(now, images(artifacts(question(each.repository)).ofRepository(each.repository)));
    }

    private static String question(HarborRepository repository) {
        return "list the images of " + repository;
    }

    private HarborArtifacts artifacts(String question) {
        return new HarborArtifacts(api.within(Budget.ofListing(question)));
    }

    private static <T> T await(Supplier<T> pending, Function<Problem, T> failed) {
        try {
            return pending.get();
        } catch (IdpException e) {
            return failed.apply(e.problem());
        }
    }

    private static List<TaggedImage> images(List<HarborArtifact> artifacts) {
        var images = new HashMap<Tag, TaggedImage>();
        for (var artifact : artifacts) {
            if (artifact.isImage()) {
                artifact.sha256()
                        .ifPresent(digest -> artifact.tags()
                                .forEach(tag -> ImageTags.parse(tag.name())
                                        // Harbor reports some attachments as images.
                                        .filter(name -> !ImageTags.isAttachmentTag(name))
                                        .ifPresent(name -> images.merge(
                                                name,
                                                new TaggedImage(name, digest, Set.of(), ImageTime.pushed(tag.pushed())),
                                                HarborImageListing::later))));
            }
        }
        return List.copyOf(images.values());
    }

    private static Listing.Known listing(Wanted wanted, List<TaggedImage> images) {
        var ofInterest = images.stream()
                .filter(image -> wanted.isOfInterest(image.tag()))
                .toList();
        return new Listing.Known(ImageOrder.TAG_PUSHED, ofInterest, List.of(), images.size() - ofInterest.size());
    }

    /** A tag that moves while pages are read is listed twice. */
    private static TaggedImage later(TaggedImage one, TaggedImage other) {
        return BY_TIME.compare(one, other) > 0 ? one : other;
    }
}
