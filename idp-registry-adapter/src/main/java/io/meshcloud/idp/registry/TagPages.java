package io.meshcloud.idp.registry;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * All tags of a repository, page by page. A registry may send everything at once, in any order; it may name the next page by
 * a relative or an absolute URL, but not one of somebody else.
 *
 * <p>Source: OCI distribution specification, "Listing Tags"; RFC 8288 for the {@code Link} header.
 */
final class TagPages {
    private static final int MOST_PAGES = 1_000;
    private static final int MOST_TAGS = 100_000;
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel\\s*=\\s*\"?next\"?(?=[;,\\s]|$)");

    private final DistributionProblems problems;
    private final URI first;

    TagPages(URI base, ImageRepository repository, DistributionProblems problems) {
        this.problems = problems;
        this.first = URI.create(base + "/v2/" + repository.path() + "/tags/list?n=1000");
    }

    /** Asks the registry for one page. Empty when it says that there is no such repository. */
    @FunctionalInterface
    interface Source {
        Optional<Answer> get(URI page);
    }

    /**
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} if the pages have no end, or
     *     one of them is no page
     */
    Set<Tag> read(Source source) {
        var tags = new TreeSet<Tag>();
        var visited = new HashSet<URI>();
        Optional<URI> next = Optional.of(first);
        while (next.isPresent()) {
            var page = next.get();
            if (!visited.add(page) || visited.size() > MOST_PAGES || tags.size() > MOST_TAGS) {
                throw problems.fault(page, "lists tags without an end");
            }
            var answer = source.get(page);
            if (answer.isEmpty()) {
                return tags;
            }
            add(answer.get(), tags);
            next = next(answer.get(), page);
        }
        return tags;
    }

    private void add(Answer answer, Set<Tag> tags) {
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

    private Optional<URI> next(Answer answer, URI page) {
        for (var header : answer.headers().allValues("Link")) {
            var link = NEXT.matcher(header);
            if (link.find()) {
                return Optional.of(resolved(page, link.group(1)));
            }
        }
        return Optional.empty();
    }

    private URI resolved(URI page, String link) {
        try {
            // Java resolves a query alone against the folder, unlike RFC 3986, section 5.2.2.
            var next = page.resolve(link.startsWith("?") ? page.getPath() + link : link);
            if (next.getPath() != null
                    && next.getPath().equals(first.getPath())
                    && first.getAuthority().equals(next.getAuthority())
                    && first.getScheme().equals(next.getScheme())) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            throw problems.fault(page, "names a next page that is no URL");
        }
        throw problems.fault(page, "names a next page that is not of this list");
    }
}
