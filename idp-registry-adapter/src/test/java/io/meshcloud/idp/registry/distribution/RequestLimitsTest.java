// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.HOST;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryLimits;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits for one registry hold for all of its clients together. */
class RequestLimitsTest extends ServedLayout {
    private static final int TAGS = 12;

    @BeforeEach
    void push() {
        for (int i = 0; i < TAGS; i++) {
            writer.write(Tag.parse("t" + i), image(EARLY.plusSeconds(i)));
        }
    }

    private DistributionImageRegistry client(RegistryConfig config) {
        return DistributionImageRegistry.open(HOST, server.url(), config, CLOCK, pauses::add);
    }

    private static RegistryConfig limited(int atOnce, int perSecond) {
        return RegistryConfig.of(List.of(), CredentialSource.none())
                .withLimits(Map.of(HOST, new RegistryLimits(atOnce, perSecond, Duration.ZERO)));
    }

    private static void list(DistributionImageRegistry client) {
        var listing = client.list(List.of(new Wanted(REPOSITORY, null))).get(REPOSITORY);
        assertThat(((Listing.Known) listing).images()).hasSize(TAGS + 1);
    }

    /** Whether a second request for a manifest arrives while the first one is not answered. */
    private boolean overlap(int atOnce, Duration patience) {
        var both = new CountDownLatch(2);
        var isFirst = new AtomicBoolean(true);
        var met = new AtomicBoolean();
        server.answerFirst(request -> {
            if (request.path().contains("/manifests/")) {
                both.countDown();
                if (isFirst.getAndSet(false)) {
                    met.set(awaits(both, patience));
                }
            }
            return null;
        });
        list(client(limited(atOnce, 0)));
        return met.get();
    }

    private static boolean awaits(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void one_request_at_once_means_that_the_next_begins_after_the_answer() {
        assertThat(overlap(1, Duration.ofMillis(300))).isFalse();
    }

    @Test
    void two_requests_at_once_may_overlap() {
        assertThat(overlap(2, Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void requests_are_spread_also_over_several_clients() {
        var config = limited(8, 1);
        var first = client(config);
        var second = client(config);

        first.resolve(REPOSITORY, Tag.parse("t0"));
        second.resolve(REPOSITORY, Tag.parse("t1"));

        // Pauses are recorded here but not waited for, so the pause of each request includes those of all earlier
        // requests.
        assertThat(pauses).hasSize(server.requests().size() - 1);
        assertThat(pauses.get(pauses.size() - 1))
                .isGreaterThan(Duration.ofSeconds(server.requests().size() - 2));
    }
}
