// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class RequestThrottleTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<Duration> waits = new ArrayList<>();

    private RequestThrottle throttle(int atOnce, int perSecond) {
        return new RequestThrottle(new RegistryLimits(atOnce, perSecond, Duration.ZERO), now::get);
    }

    private void request(RequestThrottle throttle) throws InterruptedException {
        throttle.enter(time -> {
            waits.add(time);
            now.addAndGet(time.toNanos());
        });
        throttle.leave();
    }

    @Test
    void without_a_rate_no_request_waits() throws InterruptedException {
        var throttle = throttle(1, 0);

        request(throttle);
        request(throttle);

        assertThat(waits).isEmpty();
    }

    @Test
    void requests_are_spread_over_the_second() throws InterruptedException {
        var throttle = throttle(8, 4);
        for (int i = 0; i < 5; i++) {
            request(throttle);
        }

        assertThat(waits).containsExactly(quarter(), quarter(), quarter(), quarter());
    }

    private static Duration quarter() {
        return Duration.ofMillis(250);
    }

    @Test
    void idle_time_is_not_saved_up() throws InterruptedException {
        var throttle = throttle(8, 4);
        now.addAndGet(Duration.ofMinutes(1).toNanos());

        request(throttle);
        request(throttle);

        assertThat(waits).containsExactly(quarter());
    }

    @Test
    void a_request_begins_when_another_one_has_ended() throws Exception {
        var throttle = throttle(1, 0);
        throttle.enter(waits::add);
        var begun = new CompletableFuture<Void>();
        var second = new Thread(() -> {
            try {
                throttle.enter(waits::add);
                begun.complete(null);
            } catch (InterruptedException e) {
                begun.completeExceptionally(e);
            }
        });
        second.start();
        while (second.getState() != Thread.State.WAITING && second.isAlive()) {
            Thread.onSpinWait();
        }

        assertThat(begun).isNotDone();
        throttle.leave();
        second.join();

        assertThat(begun).isCompleted();
    }

    @Test
    void an_interrupted_wait_leaves_its_place_to_others() throws InterruptedException {
        var throttle = throttle(1, 4);
        request(throttle);

        Assertions.assertThatThrownBy(() -> throttle.enter(time -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(InterruptedException.class);

        request(throttle);
        assertThat(waits).hasSize(1);
    }
}
