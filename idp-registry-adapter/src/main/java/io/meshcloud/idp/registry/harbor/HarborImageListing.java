// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.ParallelRequests;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Lists a Harbor's images. Several repositories of one project are listed together where that is cheaper, else one by one.
 * Every artifact is read, because the newest tag may belong to the oldest artifact.
 */
final class HarborImageListing implements ImageListing {
    private static final int PARALLEL_REQUESTS = 4;
    private static final Comparator<TaggedImage> BY_TIME = Comparator.comparing(
            image -> image.optionalTime().map(ImageTime::at).orElse(Instant.MIN));

    private final HarborApi api;
    private final ParallelRequests requests = new ParallelRequests(PARALLEL_REQUESTS, "idp-harbor");

    HarborImageListing(HarborApi api) {
        this.api = api;
    }

    private record WantedRepository(HarborRepository repository, Wanted wanted) {}

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        var listings = new HashMap<ImageRepository, Listing>();
        var byProject = new LinkedHashMap<String, List<WantedRepository>>();
        for (var each : wanted) {
            try {
                var repository = HarborRepository.of(each.repository());
                byProject
                        .computeIfAbsent(repository.project(), project -> new ArrayList<>())
                        .add(new WantedRepository(repository, each));
            } catch (IdpException e) {
                listings.put(each.repository(), new Listing.Unavailable(e.problem()));
            }
        }
        var batch = requests.newBatch(api.problems());
        var together = new LinkedHashMap<List<WantedRepository>, Supplier<Optional<Map<ImageRepository, Listing>>>>();
        var single = new ArrayList<WantedRepository>();
        for (var repositories : byProject.values()) {
            if (repositories.size() > 1) {
                together.put(
                        repositories,
                        batch.newQuestion("list the images of a project").submit(() -> listProject(repositories)));
            } else {
                single.addAll(repositories);
            }
        }
        together.forEach((repositories, pending) -> await(pending, problem -> Optional.empty())
                .ifPresentOrElse(listings::putAll, () -> single.addAll(repositories)));
        var alone = new LinkedHashMap<ImageRepository, Supplier<Listing>>();
        single.forEach(each -> alone.put(
                each.wanted.repository(),
                batch.newQuestion(question(each.repository)).submit(() -> listRepository(each))));
        alone.forEach((repository, pending) -> listings.put(repository, await(pending, Listing.Unavailable::new)));
        return listings;
    }

    /** Empty if the repositories must be listed one by one. */
    private Optional<Map<ImageRepository, Listing>> listProject(List<WantedRepository> repositories) {
        var first = repositories.get(0).repository;
        return artifacts("list the images of the project " + first.project())
                .ofProject(
                        repositories.stream().map(WantedRepository::repository).toList())
                .map(found -> {
                    var byRepository = found.stream().collect(Collectors.groupingBy(HarborArtifact::repository));
                    var listings = new HashMap<ImageRepository, Listing>();
                    repositories.forEach(each -> listings.put(
                            each.wanted.repository(),
                            listing(each.wanted, byRepository.getOrDefault(each.repository.toString(), List.of()))));
                    return listings;
                });
    }

    private Listing listRepository(WantedRepository each) {
        return listing(each.wanted, artifacts(question(each.repository)).ofRepository(each.repository));
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

    private static Listing listing(Wanted wanted, List<HarborArtifact> artifacts) {
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
        var ofInterest = images.values().stream()
                .filter(image -> wanted.isOfInterest(image.tag()))
                .toList();
        return new Listing.Known(ImageOrder.TAG_PUSHED, ofInterest, List.of(), images.size() - ofInterest.size());
    }

    /** A tag that moves while pages are read is listed twice. */
    private static TaggedImage later(TaggedImage one, TaggedImage other) {
        return BY_TIME.compare(one, other) > 0 ? one : other;
    }
}
