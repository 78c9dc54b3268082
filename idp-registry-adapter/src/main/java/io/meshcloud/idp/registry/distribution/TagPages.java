// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.http.HttpAnswer;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads all tags of a repository. A registry may send all tags in one page, in any order.
 *
 * <p>Source: OCI distribution specification, "Listing Tags".
 */
final class TagPages {
    private static final int MAX_TAGS = 100_000;

    private final URI first;
    private final RegistryProblems problems;

    TagPages(URI first, RegistryProblems problems) {
        this.first = first;
        this.problems = problems;
    }

    /**
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} if the list has no end, or
     *     a page cannot be read
     */
    Set<Tag> read(LinkedPages.Source source) {
        var tags = new TreeSet<Tag>();
        new LinkedPages(first, problems).read(page -> {
            var answer = source.get(page);
            answer.ifPresent(found -> addTags(found, tags));
            if (tags.size() > MAX_TAGS) {
                throw problems.fault(page, "has a list without an end");
            }
            return answer;
        });
        return tags;
    }

    /** Ignores names that are not valid tags, because no image can be pulled by them. */
    private void addTags(HttpAnswer answer, Set<Tag> tags) {
        var bytes =
                answer.body().orElseThrow(() -> problems.fault(answer.uri(), "sends a list of tags that is too large"));
        try {
            for (var name : Json.object(bytes).path("tags")) {
                ImageTags.parse(name.asText()).ifPresent(tags::add);
            }
        } catch (MalformedException e) {
            throw problems.fault(answer.uri(), "sends a list of tags that " + e.why());
        }
    }
}
