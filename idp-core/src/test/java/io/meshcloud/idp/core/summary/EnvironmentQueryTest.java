// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.hold.Hold;
import io.meshcloud.idp.core.summary.EnvironmentQuery.Order;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvironmentQueryTest {
    private static final Instant NOON = Instant.parse("2026-10-01T12:00:00Z");
    private static final Finding ERROR =
            Finding.error(ProblemCode.NOT_UNIQUE, Location.of("app-env.yaml"), "", "x", "");

    private static final EnvironmentSummary AUTO = row("acme/api/dev", "dev", DeployMode.AUTO, null, NOON);
    private static final EnvironmentSummary HELD =
            row("acme/api/staging", "staging", DeployMode.MANUAL, new Hold(NOON, null, null), NOON.plusSeconds(9));
    private static final EnvironmentSummary BROKEN = row("likvid/api/dev", null, null, null, null, ERROR);
    private static final EnvironmentSummary NEWEST =
            row("likvid/api/prod", "prod", DeployMode.MANUAL, null, NOON.plusSeconds(99));
    private static final List<EnvironmentSummary> ALL = List.of(AUTO, HELD, BROKEN, NEWEST);

    private static EnvironmentSummary row(
            String address,
            @Nullable String kind,
            @Nullable DeployMode mode,
            @Nullable Hold hold,
            @Nullable Instant releasedAt,
            Finding... findings) {
        return new EnvironmentSummary(
                EnvironmentAddress.parse(address),
                kind == null ? null : Slug.parse(kind),
                mode,
                hold,
                null,
                null,
                null,
                null,
                null,
                releasedAt,
                List.of(findings));
    }

    private static EnvironmentPage page(EnvironmentQuery query, Predicate<EnvironmentSummary> visible) {
        var rows = new TreeMap<EnvironmentAddress, EnvironmentSummary>();
        ALL.forEach(row -> rows.put(row.address(), row));
        var snapshot = new InMemoryStateRepository(Clock.systemUTC()).snapshot();
        return query.page(new ReadModel.Summaries(snapshot, Platform.DEFAULT, rows, Instant.EPOCH), visible);
    }

    private static List<EnvironmentSummary> rows(EnvironmentQuery query) {
        return page(query, row -> true).rows();
    }

    private static EnvironmentQuery only(
            @Nullable String addresses,
            @Nullable String kind,
            @Nullable DeployMode mode,
            @Nullable Boolean broken,
            @Nullable Boolean held) {
        return new EnvironmentQuery(
                addresses == null ? null : AddressPattern.parse(addresses),
                kind == null ? null : Slug.parse(kind),
                mode,
                broken,
                held,
                Order.ADDRESS,
                Integer.MAX_VALUE,
                null,
                Duration.ZERO);
    }

    private static EnvironmentQuery part(Order order, int limit, @Nullable EnvironmentAddress after) {
        return new EnvironmentQuery(null, null, null, null, null, order, limit, after, Duration.ZERO);
    }

    @Test
    void all_environments_are_sorted_by_address() {
        assertThat(rows(EnvironmentQuery.ALL)).isEqualTo(ALL);
    }

    @Test
    void each_filter_keeps_what_it_names() {
        assertThat(rows(only("likvid/*/*", null, null, null, null))).containsExactly(BROKEN, NEWEST);
        assertThat(rows(only(null, "dev", null, null, null))).containsExactly(AUTO);
        assertThat(rows(only(null, null, DeployMode.MANUAL, null, null))).containsExactly(HELD, NEWEST);
        assertThat(rows(only(null, null, null, true, null))).containsExactly(BROKEN);
        assertThat(rows(only(null, null, null, false, null))).containsExactly(AUTO, HELD, NEWEST);
        assertThat(rows(only(null, null, null, null, true))).containsExactly(HELD);
        assertThat(rows(only(null, "staging", DeployMode.AUTO, null, null))).isEmpty();
    }

    @Test
    void the_newest_release_comes_first_and_environments_without_one_last() {
        assertThat(rows(part(Order.RELEASED, 9, null))).containsExactly(NEWEST, HELD, AUTO, BROKEN);
    }

    @Test
    void pages_in_each_order_contain_each_environment_once() {
        for (var order : Order.values()) {
            for (int limit = 1; limit <= ALL.size() + 1; limit++) {
                var seen = new ArrayList<EnvironmentSummary>();
                EnvironmentAddress after = null;
                do {
                    var page = page(part(order, limit, after), row -> true);
                    assertThat(page.total()).isEqualTo(ALL.size());
                    assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
                    seen.addAll(page.rows());
                    after = page.next();
                } while (after != null);
                assertThat(seen).isEqualTo(rows(part(order, ALL.size(), null)));
            }
        }
    }

    @Test
    void the_total_and_the_pages_omit_what_the_caller_may_not_see() {
        var page = page(part(Order.ADDRESS, 1, null), row -> !row.equals(AUTO));

        assertThat(page.rows()).containsExactly(HELD);
        assertThat(page.total()).isEqualTo(3);
    }

    @Test
    void a_page_by_address_follows_an_environment_that_was_retired() {
        var retired = EnvironmentAddress.parse("acme/api/prod");

        assertThat(rows(part(Order.ADDRESS, 9, retired))).containsExactly(HELD, BROKEN, NEWEST);
        assertThat(rows(part(Order.ADDRESS, 9, EnvironmentAddress.parse("z/z/z"))))
                .isEmpty();
    }

    @Test
    void a_page_by_release_after_an_environment_that_was_retired_is_refused() {
        var query = part(Order.RELEASED, 9, EnvironmentAddress.parse("acme/api/prod"));

        assertThat(catchThrowableOfType(IdpException.class, () -> rows(query))
                        .problem()
                        .code())
                .isEqualTo(ProblemCode.INVALID_ADDRESS);
    }
}
