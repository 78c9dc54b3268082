// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.http.HttpAnswer;
import io.meshcloud.idp.registry.http.NextLink;
import io.meshcloud.idp.registry.http.RegistryProblems;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;

/**
 * A list in pages, each with a link to the next. Only the query of a link is used, on the list's own address:
 * registries and proxies before them write links with another name of the server or with an internal path. So no link
 * leads elsewhere.
 *
 * <p>Source: RFC 8288 for the {@code Link} header.
 */
final class LinkedPages {
    private static final int MAX_PAGES = 1_000;

    private final URI first;
    private final RegistryProblems problems;

    LinkedPages(URI first, RegistryProblems problems) {
        this.first = first;
        this.problems = problems;
    }

    /** Requests a page and processes its entries; empty if there is no such list, which only the first page may say. */
    @FunctionalInterface
    interface Source {
        Optional<Page> get(URI page);
    }

    /**
     * A page that was read.
     *
     * @param continuation the query for the next page if the answer has no link, because a page without a link need not
     *     be the last one
     * @param isEnough whether the pages that follow are not needed
     */
    record Page(HttpAnswer answer, Optional<String> continuation, boolean isEnough) {}

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
            var read = source.get(page);
            if (read.isEmpty() && visited.size() > 1) {
                throw problems.fault(page, "says that there is no such list, after it has sent a part of it");
            }
            next = read.flatMap(answer -> next(answer, page));
        }
    }

    private Optional<URI> next(Page read, URI page) {
        if (read.isEnough()) {
            return Optional.empty();
        }
        for (var header : read.answer().headers("Link")) {
            var link = NextLink.in(header);
            if (link.isPresent()) {
                return Optional.of(resolved(page, link.get()));
            }
        }
        return read.continuation().map(this::withQuery);
    }

    private URI resolved(URI page, String link) {
        int query = link.indexOf('?');
        int fragment = link.indexOf('#');
        if (query < 0 || (fragment >= 0 && fragment < query)) {
            throw problems.fault(page, "links to a next page without a query");
        }
        try {
            return withQuery(link.substring(query + 1, fragment < 0 ? link.length() : fragment));
        } catch (IllegalArgumentException e) {
            throw problems.fault(page, "links to a next page that is not a URL");
        }
    }

    private URI withQuery(String query) {
        return URI.create(first.getScheme() + "://" + first.getRawAuthority() + first.getRawPath() + "?" + query);
    }
}
