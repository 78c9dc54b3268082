// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.http.HttpAnswer;
import io.meshcloud.idp.registry.http.Origin;
import io.meshcloud.idp.registry.http.RegistryProblems;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A list in pages, each with a link to the next. A link may be relative or absolute, but must lead to the same list of the
 * same registry.
 *
 * <p>Source: RFC 8288 for the {@code Link} header.
 */
final class LinkedPages {
    private static final int MAX_PAGES = 1_000;
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel\\s*=\\s*\"?next\"?(?=[;,\\s]|$)");

    private final URI first;
    private final RegistryProblems problems;

    LinkedPages(URI first, RegistryProblems problems) {
        this.first = first;
        this.problems = problems;
    }

    /** Requests a page and processes its entries; empty ends the list. */
    @FunctionalInterface
    interface Source {
        Optional<HttpAnswer> get(URI page);
    }

    /**
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} if the list has no end
     */
    void read(Source source) {
        var visited = new HashSet<URI>();
        Optional<URI> next = Optional.of(first);
        while (next.isPresent()) {
            var page = next.get();
            if (!visited.add(page) || visited.size() > MAX_PAGES) {
                throw problems.fault(page, "has a list without an end");
            }
            next = source.get(page).flatMap(answer -> next(answer, page));
        }
    }

    private Optional<URI> next(HttpAnswer answer, URI page) {
        for (var header : answer.headers("Link")) {
            var link = NEXT.matcher(header);
            if (link.find()) {
                return Optional.of(resolved(page, link.group(1)));
            }
        }
        return Optional.empty();
    }

    private URI resolved(URI page, String link) {
        try {
            // Java resolves a link that is only a query against the parent path, unlike RFC 3986, section 5.2.2.
            var next = page.resolve(link.startsWith("?") ? page.getPath() + link : link);
            if (next.getPath() != null
                    && next.getPath().equals(first.getPath())
                    && (Origin.of(first).has(next) || problems.host().equals(next.getRawAuthority()))) {
                // Keeps the configured address: the registry may use another name of itself in links.
                return URI.create(first.getScheme() + "://" + first.getRawAuthority() + first.getRawPath()
                        + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery()));
            }
        } catch (IllegalArgumentException e) {
            throw problems.fault(page, "links to a next page that is not a URL");
        }
        throw problems.fault(page, "links to a next page that belongs to another list");
    }
}
