// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random answers of a Harbor for one repository, from a seed, and pages that are large or have no end. */
@Slow
class HostileHarborTest extends HarborTestCase {
    private static final int ROUNDS = 60;
    private static final List<String> VALUES = List.of(
            "null",
            "[]",
            "{}",
            "7",
            "\"x\"",
            "\"0001-01-01T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"" + "a-".repeat(50_000) + "\"",
            "[".repeat(1_000),
            "{" + "\"a\":[],".repeat(10_000) + "\"b\":1}");

    private Listing list() {
        var neighbour = repository("team-b/app2");
        var listings = new HarborImageListing(api(), new InMemoryImageRegistry(), HarborMemory.ofProcess(), clock)
                .list(List.of(new Wanted(DEV, null), new Wanted(neighbour, null)));
        assertThat(listings).containsOnlyKeys(DEV, neighbour);
        assertThat(listings.get(neighbour))
                .isInstanceOfSatisfying(
                        Listing.Known.class, known -> assertThat(known.images()).hasSize(1));
        return listings.get(DEV);
    }

    private void push() {
        harbor.project("team-a").push("app1/dev", "IMAGE", "one", START, "1.0.0", "stable");
        harbor.project("team-b").push("app2", "IMAGE", "two", START, "2");
    }

    private static boolean isOfTeamA(FakeRequest request) {
        return request.path().contains("/projects/team-a/");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Timeout(120)
    void are_read_within_limits_and_do_not_affect_other_repositories(long seed) {
        push();
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var ofRound = new Random(random.nextLong());
            harbor.first = request -> isOfTeamA(request) ? odd(ofRound, harbor.answer(request)) : null;
            harbor.forget();

            var listing = list();

            assertThat(
                            listing instanceof Listing.Unavailable unavailable
                                    ? unavailable.problem().code()
                                    : ProblemCode.REGISTRY_FAULT)
                    .as("seed " + seed + ", round " + round)
                    .isNotIn(ProblemCode.INTERNAL, ProblemCode.OUT_OF_MEMORY);
            assertThat(harbor.requests()).hasSizeLessThan(50);
        }
    }

    private static synchronized FakeReply odd(Random random, FakeReply right) {
        var text = right.body();
        int colon = text.indexOf(':', random.nextInt(text.length() + 1));
        var value = VALUES.get(random.nextInt(VALUES.size()));
        var body = random.nextBoolean() || colon < 0
                ? text.substring(0, random.nextInt(text.length() + 1))
                : text.substring(0, colon + 1) + value + "}]";
        return FakeReply.text(random.nextInt(5) == 0 ? 404 : 200, "application/json", body)
                .with("X-Total-Count", String.valueOf(random.nextInt(300)))
                .with("Link", random.nextBoolean() ? "<a>; rel=\"next\"" : "<<<;;;");
    }

    @Test
    void unneeded_fields_of_a_large_page_are_not_kept() {
        push();
        var extra = "{\"k\":[" + "{},".repeat(100_000) + "{}]}";
        harbor.last = reply -> reply.body().contains("\"digest\"")
                ? FakeReply.text(
                        200,
                        "application/json",
                        reply.body().replace("\"digest\"", "\"extra\":" + extra + ",\"digest\""))
                : reply;

        assertThat(((Listing.Known) list()).images()).hasSize(2);
    }

    @Test
    void a_duplicate_field_is_a_fault() {
        push();
        harbor.first = request -> {
            var reply = isOfTeamA(request) ? harbor.answer(request) : null;
            return reply == null
                    ? null
                    : FakeReply.text(
                            200, "application/json", reply.body().replace("\"digest\"", "\"digest\":\"x\",\"digest\""));
        };

        assertThat(list())
                .isInstanceOfSatisfying(
                        Listing.Unavailable.class,
                        it -> assertThat(it.problem().what()).contains("has the field 'digest' twice"));
    }

    @Test
    void a_full_page_without_a_total_and_a_link_is_followed_by_another() {
        push();
        for (int i = 0; i < 150; i++) {
            harbor.project("team-a").push("app1/dev", "IMAGE", "content " + i, START, "t" + i);
        }
        harbor.last = reply -> reply.with("Link", "").with("X-Total-Count", "");

        assertThat(((Listing.Known) list()).images()).hasSize(152);
    }
}
