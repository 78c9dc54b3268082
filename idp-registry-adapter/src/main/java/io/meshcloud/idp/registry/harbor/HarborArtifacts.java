// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.http.UnreadAnswer;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.registry.json.JsonCursor;
import io.meshcloud.idp.registry.json.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Reads the artifacts of a Harbor with their tags. */
final class HarborArtifacts {
    private static final String RIGHT =
            "list and read artifacts there (a robot account: artifact list and read, tag list)";

    /** The answers of an older Harbor, and of a project that the account may not list as a whole. */
    private static final List<Integer> NO_PROJECT_LISTING = List.of(400, 403, 404, 405);

    /** All artifacts that have a tag. */
    private static final String TAGGED = "/artifacts?with_tag=true&q=tags%3D*";

    private static final int MAX_TAGS = 100_000;
    private static final int MAX_EXPLAINED_NAMES = 1_000;
    private static final int MAX_EXPLAINED = 20;
    /** Longer than any tag. */
    private static final int MAX_NAME = 256;

    private final HarborApi api;

    HarborArtifacts(HarborApi api) {
        this.api = api;
    }

    /**
     * The artifact of a tag or digest, with all its tags; empty if it is missing.
     *
     * @param reference a tag or a digest
     */
    Optional<HarborArtifact> find(HarborRepository repository, String reference) {
        var path = repository.repositoryPath() + "/artifacts/" + reference + "?with_tag=true";
        return api.findUnread(path, RIGHT).map(answer -> {
            var found = new ArrayList<HarborArtifact>();
            try {
                JsonCursor.read(answer.body().toArray(), artifact -> found.add(HarborArtifact.read(artifact)));
            } catch (MalformedException e) {
                throw api.fault(path, "sends an artifact that " + e.why());
            }
            return found.get(0);
        });
    }

    /** The tagged images of one repository; none if there is no such repository. */
    List<HarborArtifact> ofRepository(HarborRepository repository) {
        var path = repository.repositoryPath() + TAGGED;
        var first = api.firstPage(path);
        return HarborApi.isNotFound(first) ? List.of() : readAll(path, first, Set.of());
    }

    /**
     * The tagged images of several repositories of one project; empty if Harbor cannot list the project, or if that
     * would take more requests than to list the repositories one by one.
     *
     * @param repositories of one project, at least one
     */
    Optional<List<HarborArtifact>> ofProject(List<HarborRepository> repositories) {
        var path = repositories.get(0).projectPath() + TAGGED;
        var first = api.firstPage(path);
        boolean isLong = first.total() > (long) repositories.size() * HarborApi.PAGE_SIZE;
        var names = repositories.stream().map(HarborRepository::toString).collect(Collectors.toSet());
        return NO_PROJECT_LISTING.contains(first.status()) || isLong
                ? Optional.empty()
                : Optional.of(readAll(path, first, names));
    }

    /**
     * Some tags of images that the lists leave out: Harbor treats an image whose manifest names a subject as
     * an attachment of the subject. The tags are shown to people; each costs a request.
     *
     * @param listed the tags in the list of the repository
     */
    List<Tag> attached(HarborRepository repository, Set<Tag> listed) {
        var answer = api.getOfDistribution("/" + repository + "/tags/list?n=" + MAX_EXPLAINED_NAMES);
        var names = new TreeSet<Tag>();
        if (answer.isSuccess()) {
            try {
                JsonCursor.read(
                        answer.body().toArray(),
                        document -> document.object(Map.of(
                                "tags",
                                list -> list.array(name -> name.text(MAX_NAME)
                                        .flatMap(ImageTags::parse)
                                        .filter(tag -> !ImageTags.isAttachmentTag(tag) && !listed.contains(tag))
                                        .ifPresent(names::add)))));
            } catch (MalformedException e) {
                throw api.fault(repository + "/tags/list", "sends a list of tags that " + e.why());
            }
        }
        return names.stream()
                .limit(MAX_EXPLAINED)
                .filter(tag -> find(repository, tag.value())
                        .filter(HarborArtifact::isImage)
                        .isPresent())
                .toList();
    }

    /**
     * @param repositories the repositories of interest in the list of a project; empty for the list of one repository
     */
    private List<HarborArtifact> readAll(String path, UnreadAnswer first, Set<String> repositories) {
        return api.readPages(path, first, RIGHT, () -> new Images(repositories)).kept;
    }

    /** Keeps what is needed of each page, with a limit: a broken Harbor may send pages without an end. */
    private static final class Images implements HarborApi.PageReader {
        private final Set<String> repositories;
        private final List<HarborArtifact> kept = new ArrayList<>();
        private int tags;

        private Images(Set<String> repositories) {
            this.repositories = repositories;
        }

        @Override
        public int read(byte[] body) throws MalformedException {
            var count = new AtomicInteger();
            JsonCursor.read(body, list -> {
                boolean isList = list.isNull()
                        || list.array(entry -> {
                            count.incrementAndGet();
                            keep(HarborArtifact.read(entry));
                        });
                if (!isList) {
                    throw new MalformedException("is not a list");
                }
            });
            return count.get();
        }

        private void keep(HarborArtifact artifact) throws MalformedException {
            boolean isOfProject = !repositories.isEmpty();
            if (isOfProject && artifact.repository().isEmpty()) {
                throw new MalformedException("has an artifact without a repository");
            }
            boolean isWanted = !isOfProject || repositories.contains(artifact.repository());
            if (isWanted && artifact.isImage() && !artifact.tags().isEmpty()) {
                kept.add(artifact);
                tags += artifact.tags().size();
                if (tags > MAX_TAGS) {
                    throw new MalformedException("has more than " + MAX_TAGS + " tags");
                }
            }
        }
    }
}
