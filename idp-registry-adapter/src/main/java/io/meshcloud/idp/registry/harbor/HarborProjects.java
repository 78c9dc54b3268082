// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.registry.json.JsonCursor;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Which projects of a Harbor are caches of another registry. There the push time of a tag is the time at which somebody
 * pulled it for the first time, and Harbor's own API knows only what was pulled.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}, {@code Project.registry_id}.
 */
final class HarborProjects {
    /** A project cannot become a cache, but one of the same name can be created after it was deleted. */
    static final Duration TIME_TO_LIVE = Duration.ofHours(6);

    private static final int MIN_TOGETHER = 5;
    private static final int MAX_FOR_EACH_WANTED = 25;
    private static final int MAX_TEXT = 300;
    private static final String LIST = "/projects?with_detail=false";

    private final HarborMemory memory;
    private final Clock clock;

    HarborProjects(HarborMemory memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /** What a project is, as far as our account may know. */
    enum Kind {
        /** Images are pushed to it. */
        ORDINARY,
        /** A cache of another registry. */
        PROXY_CACHE,
        /** Our account may not read it. */
        UNREADABLE,
        /** There is no such project. */
        ABSENT
    }

    /** The kind that is remembered; empty if it must be read. */
    Optional<Kind> known(String host, String project) {
        return fresh(host, project).map(HarborProjects::kind);
    }

    private static Kind kind(HarborMemory.Project project) {
        return project.proxyCache() ? Kind.PROXY_CACHE : Kind.ORDINARY;
    }

    private Optional<HarborMemory.Project> fresh(String host, String project) {
        var now = clock.instant();
        return memory.project(host, project).filter(known -> isFresh(known.readAt(), now));
    }

    static boolean isFresh(Instant readAt, Instant now) {
        return !readAt.isAfter(now) && readAt.plus(TIME_TO_LIVE).isAfter(now);
    }

    /** The kind of a project, from memory or by one request. */
    Kind find(HarborApi api, String project) {
        return known(api.host(), project).orElseGet(() -> read(api, project));
    }

    /**
     * Reads the kinds of many projects that are not remembered, if that takes fewer requests than one for each.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException when Harbor cannot be reached, or sends something else
     */
    void readTogether(HarborApi api, Collection<String> projects) {
        var unknown = projects.stream()
                .filter(project -> known(api.host(), project).isEmpty())
                .collect(Collectors.toSet());
        if (unknown.size() < MIN_TOGETHER) {
            return;
        }
        var first = api.firstPage(LIST);
        if (!first.isSuccess() || first.total() < 0 || first.total() > (long) unknown.size() * MAX_FOR_EACH_WANTED) {
            return;
        }
        api.readPages(LIST, first, "list projects", () -> body -> {
            var count = new AtomicInteger();
            JsonCursor.read(body, list -> {
                boolean isList = list.array(entry -> {
                    count.incrementAndGet();
                    readEntry(api.host(), unknown, entry);
                });
                if (!isList) {
                    throw new MalformedException("is not a list");
                }
            });
            return count.get();
        });
    }

    private void readEntry(String host, Set<String> wanted, JsonCursor entry) throws IOException, MalformedException {
        var texts = new HashMap<String, String>();
        entry.object(Map.of(
                "name", value -> value.text(MAX_TEXT).ifPresent(text -> texts.put("name", text)),
                "registry_id", value -> texts.put("registry", value.number())));
        var name = texts.getOrDefault("name", "");
        var registry = texts.getOrDefault("registry", "");
        // A project that only a file knows is read now too, and needs no list of its own.
        if (wanted.contains(name) || memory.project(host, name).isPresent()) {
            remember(host, name, !registry.isEmpty() && !registry.equals("0"));
        }
    }

    private void remember(String host, String project, boolean proxyCache) {
        var repositories = memory.project(host, project)
                .filter(before -> before.proxyCache() == proxyCache)
                .map(HarborMemory.Project::repositories)
                .orElse(Map.of());
        memory.remember(host, project, new HarborMemory.Project(proxyCache, clock.instant(), repositories));
    }

    /** Reads the kind of a project. */
    Kind read(HarborApi api, String project) {
        var path = "/projects/" + project;
        var answer = api.get(path);
        if (HarborApi.isNotFound(answer)) {
            return Kind.ABSENT;
        }
        if (answer.status() == 403) {
            return Kind.UNREADABLE;
        }
        var body = api.succeeded(answer, HarborProject.READ_RIGHT).body();
        boolean proxyCache = body.path("registry_id").asLong() > 0;
        remember(api.host(), project, proxyCache);
        return proxyCache ? Kind.PROXY_CACHE : Kind.ORDINARY;
    }

    /** Why the images of such a project are ordered by the times of their builds; empty if they are not. */
    static Optional<String> note(Kind kind, String project) {
        return switch (kind) {
            case PROXY_CACHE ->
                Optional.of("the project " + project + " of the Harbor is a cache of another registry, and"
                        + " its push times are times of pulls; so the time of the build counts");
            case UNREADABLE ->
                Optional.of("our account may not read the project " + project + " of the Harbor, so it may be a cache"
                        + " of another registry; so the time of the build counts (to order by push times, grant the"
                        + " account the right to read the project)");
            case ABSENT -> Optional.of("the Harbor has no project " + project);
            case ORDINARY -> Optional.empty();
        };
    }
}
