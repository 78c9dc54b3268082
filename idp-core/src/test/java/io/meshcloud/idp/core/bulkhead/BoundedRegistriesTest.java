// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class BoundedRegistriesTest {
    private static final ImageRepository A = ImageRepository.parse("a.example.org/team/app");
    private static final ImageRepository B = ImageRepository.parse("b.example.org/team/app");
    private static final Listing EMPTY = new Listing.Known(ImageOrder.IMAGE_CREATED, List.of());
    private static final Deadline NEVER = (host, answer, limit) -> {};
    private static final Deadline AT_ONCE =
            (host, answer, limit) -> answer.completeExceptionally(new TimeoutException("at once"));

    private final InMemoryImageRegistry images = new InMemoryImageRegistry();

    private static ImageListing.Wanted all(ImageRepository repository) {
        return new ImageListing.Wanted(repository, null);
    }

    private static ProblemCode code(Listing listing) {
        return ((Listing.Unavailable) listing).problem().code();
    }

    @Test
    void hosts_are_asked_at_the_same_time() {
        var both = new CyclicBarrier(2);
        var bounded = new BoundedRegistries(
                images,
                wanted -> {
                    try {
                        both.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return Map.of(wanted.iterator().next().repository(), EMPTY);
                },
                NEVER);

        assertThat(bounded.list(List.of(all(A), all(B)))).isEqualTo(Map.of(A, EMPTY, B, EMPTY));
    }

    @Test
    void a_host_that_never_answers_is_abandoned_and_not_asked_again_soon() {
        var never = new CountDownLatch(1);
        var asked = new CountDownLatch(BoundedRegistries.MAX_UNANSWERED + 1);
        var bounded = new BoundedRegistries(
                images,
                wanted -> {
                    asked.countDown();
                    awaitUninterruptibly(never);
                    return Map.of();
                },
                AT_ONCE);
        for (int i = 0; i < BoundedRegistries.MAX_UNANSWERED; i++) {
            assertThat(code(bounded.list(List.of(all(A))).get(A))).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
        }

        assertThat(code(bounded.list(List.of(all(A))).get(A))).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);

        assertThat(asked.getCount()).isPositive();
        never.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void an_error_while_a_name_is_resolved_is_a_problem_with_its_cause() {
        images.beforeNextRequest(() -> {
            throw new StackOverflowError("deep");
        });
        var bounded = new BoundedRegistries(images, images, NEVER);

        assertThatThrownBy(() -> bounded.resolve(A, Tag.parse("1.0.0")))
                .isInstanceOfSatisfying(IdpException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ProblemCode.INTERNAL);
                    assertThat(e.problem().what()).contains("StackOverflowError");
                    assertThat(e.problem().where()).isEqualTo(A.toString());
                })
                .hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void an_out_of_memory_error_is_not_reported_as_an_unreachable_registry() {
        images.beforeNextRequest(() -> {
            throw new OutOfMemoryError("toy");
        });
        var bounded = new BoundedRegistries(images, images, NEVER);

        assertThatThrownBy(() -> bounded.resolve(A, Tag.parse("1.0.0")))
                .isInstanceOfSatisfying(
                        IdpException.class, e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.OUT_OF_MEMORY));
    }
}
