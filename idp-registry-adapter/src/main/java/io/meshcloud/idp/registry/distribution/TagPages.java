package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.http.HttpAnswer;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All tags of a repository. A registry may send everything at once, in any order.
 *
 * <p>Source: OCI distribution specification, "Listing Tags".
 */
final class TagPages {
    private static final int MAX_TAGS = 100_000;

    private final RegistryProblems problems;
    private final URI first;

    TagPages(URI base, ImageRepository repository, RegistryProblems problems) {
        this.problems = problems;
        this.first = URI.create(base + "/v2/" + repository.path() + "/tags/list?n=1000");
    }

    /**
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} if the pages have no end, or
     *     one of them is no page
     */
    Set<Tag> read(LinkedPages.Source source) {
        var tags = new TreeSet<Tag>();
        new LinkedPages(first, problems).read(page -> {
            var answer = source.get(page);
            answer.ifPresent(found -> add(found, tags));
            if (tags.size() > MAX_TAGS) {
                throw problems.fault(page, "has a list without an end");
            }
            return answer;
        });
        return tags;
    }

    private void add(HttpAnswer answer, Set<Tag> tags) {
        var bytes =
                answer.body().orElseThrow(() -> problems.fault(answer.uri(), "sends a list of tags that is too large"));
        try {
            for (var name : Json.object(bytes).path("tags")) {
                tag(name.asText()).ifPresent(tags::add);
            }
        } catch (MalformedException e) {
            throw problems.fault(answer.uri(), "answers with something that " + e.why());
        }
    }

    /** A name that is no tag names no image that anybody could pull. */
    private static Optional<Tag> tag(String name) {
        try {
            return Optional.of(Tag.parse(name));
        } catch (IdpException e) {
            return Optional.empty();
        }
    }
}
