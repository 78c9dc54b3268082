package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lists a Harbor's images: all that is wanted of a project in one go where that is cheaper, else repository by
 * repository. Every artifact is read, for the newest tag may be on the oldest of them.
 */
final class HarborImageListing implements ImageListing {
    private static final Comparator<TaggedImage> BY_TIME =
            Comparator.comparing(TaggedImage::time, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final HarborArtifacts artifacts;
    private final Workers workers = new Workers();

    HarborImageListing(HarborApi api) {
        artifacts = new HarborArtifacts(api);
    }

    private record Asked(HarborPlace place, Wanted wanted) {}

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        var listings = new HashMap<ImageRepository, Listing>();
        var projects = new LinkedHashMap<String, List<Asked>>();
        for (var one : wanted) {
            try {
                var place = HarborPlace.of(one.repository());
                projects.computeIfAbsent(place.project(), project -> new ArrayList<>())
                        .add(new Asked(place, one));
            } catch (IdpException e) {
                listings.put(one.repository(), new Listing.Unavailable(e.problem()));
            }
        }
        var round = workers.new Round();
        var shared = projects.values().stream().filter(its -> its.size() > 1).toList();
        var whole = round.<List<Asked>, Optional<Map<ImageRepository, Listing>>>ask(
                shared, this::listTogether, problem -> Optional.empty());
        var single = projects.values().stream()
                .filter(its -> whole.getOrDefault(its, Optional.empty()).isEmpty())
                .flatMap(List::stream)
                .toList();
        whole.values().forEach(found -> found.ifPresent(listings::putAll));
        round.<Asked, Listing>ask(single, this::listAlone, Listing.Unavailable::new)
                .forEach((one, listing) -> listings.put(one.wanted.repository(), listing));
        return listings;
    }

    /** Empty if they have to be listed one by one. */
    private Optional<Map<ImageRepository, Listing>> listTogether(List<Asked> its) {
        return artifacts.ofProject(its.get(0).place, its.size()).map(found -> {
            var byRepository = found.stream().collect(Collectors.groupingBy(HarborArtifact::repository));
            var listings = new HashMap<ImageRepository, Listing>();
            its.forEach(one -> listings.put(
                    one.wanted.repository(),
                    known(one.wanted, byRepository.getOrDefault(one.place.toString(), List.of()))));
            return listings;
        });
    }

    private Listing listAlone(Asked one) {
        return known(one.wanted, artifacts.of(one.place));
    }

    private static Listing known(Wanted wanted, List<HarborArtifact> artifacts) {
        var images = new HashMap<Tag, TaggedImage>();
        for (var artifact : artifacts) {
            if (artifact.isImage()) {
                artifact.knownDigest()
                        .ifPresent(digest -> artifact.tags()
                                .forEach(tag -> tag(tag.name())
                                        .filter(wanted::isOfInterest)
                                        // Harbor takes all but signatures for images.
                                        .filter(name -> !ImageTags.isAttachmentTag(name))
                                        .ifPresent(name -> images.merge(
                                                name,
                                                new TaggedImage(name, digest, Set.of(), tag.pushed()),
                                                HarborImageListing::later))));
            }
        }
        return new Listing.Known(ImageOrder.TAG_PUSHED, List.copyOf(images.values()));
    }

    /** A tag that moves while pages are read is seen twice. */
    private static TaggedImage later(TaggedImage one, TaggedImage other) {
        return BY_TIME.compare(one, other) > 0 ? one : other;
    }

    private static Optional<Tag> tag(String name) {
        try {
            return Optional.of(Tag.parse(name));
        } catch (IdpException e) {
            return Optional.empty();
        }
    }
}
