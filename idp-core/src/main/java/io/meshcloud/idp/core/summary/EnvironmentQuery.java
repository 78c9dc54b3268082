// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which environments a list shows, and in which order.
 *
 * @param addresses only these; absent for all
 * @param kind only of this kind; absent for all
 * @param mode only in this deploy mode; absent for all
 * @param broken only broken ones, or only others; absent for all
 * @param held only held ones, or only others; absent for all
 * @param order the order of the rows
 * @param limit the most rows to return, at least 1
 * @param after start after this environment, see {@link EnvironmentPage#next}; absent for the first page
 * @param age how old the answer may be; zero asks the remote
 */
public record EnvironmentQuery(
        @Nullable AddressPattern addresses,
        @Nullable Slug kind,
        @Nullable DeployMode mode,
        @Nullable Boolean broken,
        @Nullable Boolean held,
        Order order,
        int limit,
        @Nullable EnvironmentAddress after,
        Duration age) {
    /** Everything, as it is now, by address. */
    public static final EnvironmentQuery ALL =
            new EnvironmentQuery(null, null, null, null, null, Order.ADDRESS, Integer.MAX_VALUE, null, Duration.ZERO);

    /** The order of the rows of a list. */
    public enum Order {
        ADDRESS,
        /** The newest release first; environments without a release last. */
        RELEASED
    }

    private static final Comparator<EnvironmentSummary> NEWEST_FIRST = Comparator.comparing(
                    (EnvironmentSummary row) ->
                            Optional.ofNullable(row.releasedAt()).orElse(Instant.MIN),
                    Comparator.reverseOrder())
            .thenComparing(EnvironmentSummary::address);

    public EnvironmentQuery {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(age, "age");
        if (limit < 1) {
            throw new IllegalArgumentException("a page has at least one row: " + limit);
        }
    }

    /** The page of these summaries that fits the query. */
    public EnvironmentPage page(ReadModel.Summaries summaries, Predicate<EnvironmentSummary> visible) {
        var fitting = summaries.byAddress().values().stream().filter(visible).filter(this::fits);
        var rows = order == Order.ADDRESS
                ? fitting.toList()
                : fitting.sorted(NEWEST_FIRST).toList();
        int from = after == null ? 0 : start(rows);
        int to = (int) Math.min(rows.size(), (long) from + limit);
        return new EnvironmentPage(
                rows.subList(from, to),
                rows.size(),
                to < rows.size() ? rows.get(to - 1).address() : null,
                summaries.commit().orElse(null),
                summaries.asOf());
    }

    private boolean fits(EnvironmentSummary row) {
        return (addresses == null || addresses.matches(row.address()))
                && (kind == null || kind.equals(row.kind()))
                && (mode == null || mode == row.mode())
                && (broken == null || broken == row.isBroken())
                && (held == null || held == row.held());
    }

    /** In the order of addresses, a page also follows an environment that was retired in the meantime. */
    private int start(List<EnvironmentSummary> rows) {
        var last = Objects.requireNonNull(after, "after");
        for (int i = 0; i < rows.size(); i++) {
            int compared = rows.get(i).address().compareTo(last);
            if (compared == 0) {
                return i + 1;
            }
            if (compared > 0 && order == Order.ADDRESS) {
                return i;
            }
        }
        if (order == Order.ADDRESS) {
            return rows.size();
        }
        throw Problem.of(
                        ProblemCode.INVALID_ADDRESS,
                        Quoted.of(last.toString()) + " is no longer in this list, so the next page is unknown",
                        "",
                        "start at the first page")
                .asException();
    }
}
