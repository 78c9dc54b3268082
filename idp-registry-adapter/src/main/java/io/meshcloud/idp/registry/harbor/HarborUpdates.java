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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * When the repositories of a Harbor were changed last: one request shows what has moved since the last look. Harbor's
 * time of a repository moves with each push, moved tag, retag and deletion of a tag.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}, {@code listAllRepositories}; the table {@code repository} has a
 * trigger that sets {@code update_time}.
 */
final class HarborUpdates {
    /**
     * Harbor records the time at which a change began, so a change that took long is listed after changes that began
     * later. So each look reads the changes of this long before the newest one again. It stops when the newest one has
     * been known for this long.
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
     * The times of all repositories that our account sees, as they are now; empty if Harbor does not report them, or
     * not in the requested order, or if that would cost more than to list the wanted ones.
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
        var list = readPages(first, known);
        if (!list.isOrdered) {
            return Optional.empty();
        }
        var updates = known == null ? all(list) : since(known, list);
        if (!updates.equals(known)) {
            memory.remember(api.host(), updates);
        }
        return Optional.of(updates);
    }

    private HarborMemory.Updates all(Times list) {
        var now = clock.instant();
        return settled(new HarborMemory.Updates(now, now, Instant.EPOCH, list.updated));
    }

    private HarborMemory.Updates since(HarborMemory.Updates known, Times list) {
        var read = new HarborMemory.Updates(known.readAt(), known.newestAt(), known.settled(), list.updated);
        return settled(
                read.newest().equals(known.newest())
                        ? read
                        : new HarborMemory.Updates(known.readAt(), clock.instant(), known.settled(), list.updated));
    }

    private HarborMemory.Updates settled(HarborMemory.Updates read) {
        var newest = read.newest().orElse(Instant.EPOCH);
        boolean isOld = !clock.instant().isBefore(read.newestAt().plus(MARGIN));
        var until = isOld ? newest : newest.minus(MARGIN);
        return until.isAfter(read.settled())
                ? new HarborMemory.Updates(read.readAt(), read.newestAt(), until, read.updated())
                : read;
    }

    private Times readPages(UnreadAnswer first, HarborMemory.@Nullable Updates known) {
        return api.readPages(PATH, first, RIGHT, () -> new Times(known));
    }

    /**
     * The times on the pages, from the newest to the oldest. No page is read after the first one that contains an entry
     * older than needed.
     */
    private static final class Times implements HarborApi.PageReader {
        private final Map<String, Instant> updated;
        private final Instant since;
        private boolean isKnown;

        /** Whether each page is in the requested order, without which a change may be on a page that is not read. */
        private boolean isOrdered = true;

        /**
         * @param known what was read before; absent to read all
         */
        private Times(HarborMemory.@Nullable Updates known) {
            updated = known == null ? new HashMap<>() : new HashMap<>(known.updated());
            since = known == null ? Instant.MIN : known.settled();
        }

        @Override
        public int read(byte[] body) throws MalformedException {
            var count = new AtomicInteger();
            var last = new AtomicReference<>(Instant.MAX);
            JsonCursor.read(body, list -> {
                if (!list.array(entry -> {
                    count.incrementAndGet();
                    var time = read(entry);
                    isOrdered &= !time.isAfter(last.getAndSet(time));
                })) {
                    throw new MalformedException("is not a list");
                }
            });
            return count.get();
        }

        @Override
        public boolean isDone() {
            return isKnown || !isOrdered;
        }

        private Instant read(JsonCursor entry) throws IOException, MalformedException {
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
            isKnown |= time.get().isBefore(since);
            return time.get();
        }
    }
}
