package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.registry.http.ApiAnswer;
import java.util.List;
import java.util.Optional;

/** The artifacts of a Harbor, with their tags. */
final class HarborArtifacts {
    private static final String RIGHT =
            "list and read artifacts there (a robot account: artifact list and read, tag list)";

    /** How an older Harbor, or one whose project we may not see as a whole, answers for a whole project. */
    private static final List<Integer> NO_LISTING = List.of(400, 403, 404, 405);

    private final HarborApi api;

    HarborArtifacts(HarborApi api) {
        this.api = api;
    }

    /**
     * What a tag or digest stands for, with all its tags; empty if it is not there.
     *
     * @param reference a tag or a digest
     */
    Optional<HarborArtifact> find(HarborPlace place, String reference) {
        var path = place.repositoryPath() + "/artifacts/" + reference + "?with_tag=true";
        return api.find(path, RIGHT).map(node -> read(path, node));
    }

    /** Everything in one repository; nothing if the repository is not there. */
    List<HarborArtifact> of(HarborPlace place) {
        var path = place.repositoryPath() + "/artifacts?with_tag=true";
        var first = api.firstPage(path);
        return HarborApi.isNotThere(first) ? List.of() : all(path, first);
    }

    /**
     * Everything in a whole project; empty if it cannot be listed so, or if that takes more requests than to list the
     * repositories one by one.
     *
     * @param repositories how many of them are of interest
     */
    Optional<List<HarborArtifact>> ofProject(HarborPlace place, int repositories) {
        var path = place.projectPath() + "/artifacts?with_tag=true";
        var first = api.firstPage(path);
        boolean isLong = first.total() > (long) repositories * HarborApi.PAGE_SIZE;
        return NO_LISTING.contains(first.status()) || isLong ? Optional.empty() : Optional.of(all(path, first));
    }

    private List<HarborArtifact> all(String path, ApiAnswer first) {
        return api.list(path, first, RIGHT).stream()
                .map(node -> read(path, node))
                .toList();
    }

    private HarborArtifact read(String path, JsonNode node) {
        return HarborArtifact.read(node).orElseThrow(() -> api.fault(path, "tells of an artifact without a digest"));
    }
}
