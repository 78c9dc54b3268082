// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HarborExtensionTest extends HarborTestCase {
    private static final Tag TAG = Tag.parse("1.0.0");
    private static final Instant CREATED = Instant.parse("2025-01-01T00:00:00Z");

    private final InMemoryImageRegistry distribution = new InMemoryImageRegistry();
    private final ImageListing plain = wanted -> Map.of(DEV, new Listing.Known(ImageOrder.IMAGE_CREATED, List.of()));
    private Digest digest;
    private ImageRegistry images;
    private ImageListing listing;

    @BeforeEach
    void choose() {
        digest = distribution.push(DEV, TestImage.of("one", CREATED), TAG);
        harbor.project("team-a").push("app1/dev", "IMAGE", digest, START, "1.0.0");
        var extension = new HarborExtension(harbors(), clock);
        images = extension.images(FakeHarbor.HOST, distribution);
        listing = extension.listing(FakeHarbor.HOST, plain);
    }

    @Test
    void no_request_is_sent_before_it_is_needed() {
        assertThat(harbor.all()).isEmpty();
    }

    @Test
    void a_harbor_orders_by_push_time_and_is_detected_once_for_both_ports() {
        assertThat(time()).contains(START);
        assertThat(time()).contains(START);
        assertThat(order()).isEqualTo(ImageOrder.TAG_PUSHED);

        assertThat(harbor.all().stream().filter(it -> it.path().endsWith("/ping")))
                .hasSize(1);
    }

    @Test
    void another_registry_is_used_without_the_extension() {
        harbor.first = request -> FakeReply.done(404);

        assertThat(time()).contains(CREATED);
        assertThat(order()).isEqualTo(ImageOrder.IMAGE_CREATED);
        assertThat(harbor.all()).hasSize(1);
    }

    @Test
    void a_registry_that_cannot_be_reached_is_a_problem() {
        harbor.first = request -> FakeReply.done(503);

        assertThat(problemOf(this::time).code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(distribution.requests()).isEmpty();
        assertThat(listing.list(List.of(new Wanted(DEV, null))).get(DEV)).isInstanceOf(Listing.Unavailable.class);
    }

    @Test
    void a_harbor_that_is_detected_later_is_used_as_a_harbor() {
        harbor.first = request -> FakeReply.done(404);
        assertThat(time()).contains(CREATED);

        harbor.first = request -> null;
        harbor.now = START.plus(Duration.ofMinutes(11));

        assertThat(time()).contains(START);
    }

    private Optional<Instant> time() {
        return images.resolve(DEV, TAG).image().orElseThrow().optionalTime().map(ImageTime::at);
    }

    private ImageOrder order() {
        return listing.list(List.of(new Wanted(DEV, null)))
                .get(DEV)
                .match(Listing.Known::order, unavailable -> Assertions.fail("unavailable"));
    }
}
