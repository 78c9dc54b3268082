// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.registry.http.ApiAnswer;
import java.util.List;
import java.util.Optional;

/** Reads the artifacts of a Harbor with their tags. */
final class HarborArtifacts {
    private static final String RIGHT =
            "list and read artifacts there (a robot account: artifact list and read, tag list)";

    /** The answers of an older Harbor, and of a project that the account may not list as a whole. */
    private static final List<Integer> NO_PROJECT_LISTING = List.of(400, 403, 404, 405);

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
        return api.find(path, RIGHT).map(node -> read(path, node));
    }

    /** The artifacts of one repository; none if there is no such repository. */
    List<HarborArtifact> ofRepository(HarborRepository repository) {
        var path = repository.repositoryPath() + "/artifacts?with_tag=true";
        var first = api.firstPage(path);
        return HarborApi.isNotFound(first) ? List.of() : readAll(path, first);
    }

    /**
     * The artifacts of the repository's whole project; empty if Harbor cannot list the project, or if that would take more
     * requests than to list the repositories one by one.
     *
     * @param repositories how many repositories of the project are needed
     */
    Optional<List<HarborArtifact>> ofProject(HarborRepository repository, int repositories) {
        var path = repository.projectPath() + "/artifacts?with_tag=true";
        var first = api.firstPage(path);
        boolean isLong = first.total() > (long) repositories * HarborApi.PAGE_SIZE;
        return NO_PROJECT_LISTING.contains(first.status()) || isLong
                ? Optional.empty()
                : Optional.of(readAll(path, first));
    }

    private List<HarborArtifact> readAll(String path, ApiAnswer first) {
        return api.list(path, first, RIGHT).stream()
                .map(node -> read(path, node))
                .toList();
    }

    private HarborArtifact read(String path, JsonNode node) {
        return HarborArtifact.read(node)
                .orElseThrow(() -> api.fault(path, "lists an artifact without a digest or a type"));
    }
}
