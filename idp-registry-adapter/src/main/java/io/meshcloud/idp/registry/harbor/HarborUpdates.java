// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.registry.http.UnreadAnswer;
import io.meshcloud.idp.registry.json.JsonCursor;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * When the repositories of a Harbor were changed last: one request tells what has moved since the last look. Harbor's time of
 * a repository moves with each push, moved tag, retag and deletion of a tag.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}, {@code listAllRepositories}; the table {@code repository} has a trigger
 * that sets {@code update_time}.
 */
final class HarborUpdates {
    /**
     * Harbor's time is that of the beginning of a change, so a change that took long appears behind later ones. All changes
     * of this time before the newest are read again, until the newest is known for as long.
     */
    static final Duration MARGIN = Duration.ofMinutes(10);

    /** Memory for the times of all repositories: about 150 bytes each. */
    static final int MAX_REPOSITORIES = 20_000;

    /** A few repositories are listed one by one. */
    static final int MIN_WANTED = 5;

    /** Reading the times of all repositories may cost this share of the requests that it saves. */
    private static final int REPOSITORIES_FOR_EACH_WANTED = 25;

    private static final String PATH = "/repositories?sort=-update_time";
    private static final String RIGHT = "list repositories";
    private static final int MAX_TEXT = 300;

    private final HarborApi api;
    private final HarborMemory memory;
    private final Clock clock;

    HarborUpdates(HarborApi api, HarborMemory memory, Clock clock) {
        this.api = api;
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * The times of all repositories that our account sees, as they are now; empty if Harbor does not tell, or if that would
     * cost more than to list the wanted ones.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException when Harbor cannot be reached, or sends something else
     */
    Optional<HarborMemory.Updates> read(int wanted) {
        if (wanted < MIN_WANTED) {
            return Optional.empty();
        }
        var known = memory.updates(api.host())
                .filter(updates -> HarborProjects.isFresh(updates.readAt(), clock.instant()))
                .orElse(null);
        var first = api.firstPage(PATH);
        boolean isTooLong = first.total() > MAX_REPOSITORIES
                || (known == null && first.total() > (long) wanted * REPOSITORIES_FOR_EACH_WANTED);
        if (!first.isSuccess() || first.total() < 0 || isTooLong) {
            return Optional.empty();
        }
        var updates = known == null ? readAll(first) : readSince(first, known);
        if (!updates.equals(known)) {
            memory.remember(api.host(), updates);
        }
        return Optional.of(updates);
    }

    private HarborMemory.Updates readAll(UnreadAnswer first) {
        var updated = new HashMap<String, Instant>();
        readPages(first, null, updated);
        var now = clock.instant();
        return settled(new HarborMemory.Updates(now, now, Instant.EPOCH, updated));
    }

    private HarborMemory.Updates readSince(UnreadAnswer first, HarborMemory.Updates known) {
        var updated = new HashMap<>(known.updated());
        readPages(first, known.settled(), updated);
        var read = new HarborMemory.Updates(known.readAt(), known.newestAt(), known.settled(), updated);
        return settled(
                read.newest().equals(known.newest())
                        ? read
                        : new HarborMemory.Updates(known.readAt(), clock.instant(), known.settled(), updated));
    }

    private HarborMemory.Updates settled(HarborMemory.Updates read) {
        var newest = read.newest().orElse(Instant.EPOCH);
        boolean isOld = !clock.instant().isBefore(read.newestAt().plus(MARGIN));
        var until = isOld ? newest : newest.minus(MARGIN);
        return until.isAfter(read.settled())
                ? new HarborMemory.Updates(read.readAt(), read.newestAt(), until, read.updated())
                : read;
    }

    /**
     * @param since entries before this time are known; absent to read all
     */
    private void readPages(UnreadAnswer first, @Nullable Instant since, Map<String, Instant> updated) {
        var isKnown = new AtomicBoolean();
        api.forEachPage(PATH, first, RIGHT, body -> {
            var count = new AtomicInteger();
            JsonCursor.read(body, list -> {
                if (!list.array(entry -> {
                    count.incrementAndGet();
                    isKnown.set(read(entry, since, updated));
                })) {
                    throw new MalformedException("is not a list");
                }
            });
            return isKnown.get() ? 0 : count.get();
        });
    }

    /** Whether the entry, and so everything after it, is older than what is needed. */
    private static boolean read(JsonCursor entry, @Nullable Instant since, Map<String, Instant> updated)
            throws IOException, MalformedException {
        var texts = new HashMap<String, String>();
        entry.object(Map.of(
                "name", value -> value.text(MAX_TEXT).ifPresent(text -> texts.put("name", text)),
                "update_time", value -> value.text(MAX_TEXT).ifPresent(text -> texts.put("update_time", text))));
        var time = HarborApi.time(texts.getOrDefault("update_time", ""));
        var name = texts.get("name");
        if (name == null || time.isEmpty()) {
            throw new MalformedException("has a repository without a name or a time");
        }
        updated.put(name, time.get());
        if (updated.size() > MAX_REPOSITORIES) {
            throw new MalformedException("has more than " + MAX_REPOSITORIES + " repositories");
        }
        return since != null && time.get().isBefore(since);
    }
}
