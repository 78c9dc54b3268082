// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.http.HttpAnswer;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.http.RegistrySession;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.registry.json.JsonCursor;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads all tags of a repository. A registry may send all tags in one page, in any order. It may also send only a part,
 * without a link to the rest, which the specification allows. So after a full page without a link, the registry is
 * asked for what follows the last entry. A registry that refuses the size of a page is asked without it.
 *
 * <p>Source: OCI distribution specification, "Listing Tags".
 */
final class TagPages {
    private static final int PAGE_SIZE = 1_000;
    private static final String SIZE = "n=" + PAGE_SIZE;
    /** The statuses of a server that does not accept the parameter, or requires a smaller number. */
    private static final Set<Integer> REFUSED = Set.of(400, 405, 406, 413, 414, 416, 422);

    /** Some registries send fewer entries than requested. Their pages end at a multiple of this number. */
    private static final int USUAL_LIMIT = 100;

    private static final int MAX_TAGS = 100_000;
    /** Longer than any tag. */
    private static final int MAX_NAME = 256;

    private final URI list;
    private final RegistryProblems problems;
    private final Set<Tag> tags = new TreeSet<>();
    private String size = SIZE;

    /**
     * @param list the URL of the list, without a query
     */
    TagPages(URI list, RegistryProblems problems) {
        this.list = list;
        this.problems = problems;
    }

    /**
     * @param request requests a page
     * @param found the answer if it is a page; empty if there is no such repository
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} if the list has no end,
     *     or a page cannot be read
     */
    Set<Tag> read(
            Function<URI, RegistrySession.Outcome<HttpAnswer>> request,
            Function<RegistrySession.Outcome<HttpAnswer>, Optional<HttpAnswer>> found) {
        new LinkedPages(URI.create(list + "?" + SIZE), problems)
                .read(page -> found.apply(outcome(request, page)).map(this::read));
        return tags;
    }

    private RegistrySession.Outcome<HttpAnswer> outcome(
            Function<URI, RegistrySession.Outcome<HttpAnswer>> request, URI page) {
        var outcome = request.apply(page);
        var query = page.getRawQuery();
        if (!REFUSED.contains(outcome.answer().status()) || !query.startsWith(size) || size.isEmpty()) {
            return outcome;
        }
        size = "";
        var rest = query.substring(SIZE.length());
        return request.apply(URI.create(list + (rest.isEmpty() ? "" : "?" + rest.substring(1))));
    }

    private LinkedPages.Page read(HttpAnswer answer) {
        int before = tags.size();
        var page = new Entries();
        try {
            JsonCursor.read(
                    answer.body()
                            .orElseThrow(() -> problems.fault(answer.uri(), "sends a list of tags that is too large")),
                    page::readDocument);
        } catch (MalformedException e) {
            throw problems.fault(answer.uri(), "sends a list of tags that " + e.why());
        }
        boolean isFull = page.count > 0 && (page.count == PAGE_SIZE || page.count % USUAL_LIMIT == 0);
        // A registry that ignores what it is asked for sends the same entries again.
        return new LinkedPages.Page(
                answer,
                isFull && tags.size() > before && page.last != null
                        ? Optional.of((size.isEmpty() ? "" : size + "&") + "last="
                                + URLEncoder.encode(page.last, StandardCharsets.UTF_8))
                        : Optional.empty(),
                false);
    }

    /** The entries of one page. */
    private final class Entries {
        private boolean hasList;
        private int count;
        private @Nullable String last;

        private void readDocument(JsonCursor document) throws IOException, MalformedException {
            document.object(Map.of("tags", this::readList));
            if (!hasList) {
                throw new MalformedException("has no field 'tags' with a list");
            }
        }

        private void readList(JsonCursor value) throws IOException, MalformedException {
            // Some registries send null for a repository without tags.
            hasList = value.isNull() || value.array(this::readName);
        }

        /** Ignores names that are not valid tags, because no image can be pulled by them. */
        private void readName(JsonCursor name) throws IOException {
            count++;
            last = name.text(MAX_NAME).orElse(null);
            if (last != null) {
                ImageTags.parse(last).ifPresent(tags::add);
            }
            if (tags.size() > MAX_TAGS) {
                throw problems.fault(list, "has a list without an end");
            }
        }
    }
}
