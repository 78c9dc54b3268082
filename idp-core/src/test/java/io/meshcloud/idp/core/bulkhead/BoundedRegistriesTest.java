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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
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

    @Test
    void an_interrupted_caller_gets_an_answer_for_each_repository_and_its_questions_end() {
        var asked = new CyclicBarrier(3);
        var ended = new CountDownLatch(2);
        var bounded = new BoundedRegistries(
                images,
                wanted -> {
                    try {
                        asked.await();
                        new CountDownLatch(1).await();
                        return Map.of();
                    } catch (Exception e) {
                        ended.countDown();
                        throw new IllegalStateException(e);
                    }
                },
                NEVER);
        var caller = Thread.currentThread();
        new Thread(() -> {
                    try {
                        asked.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    caller.interrupt();
                })
                .start();

        var answers = bounded.list(List.of(all(A), all(B)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(answers.values())
                .hasSize(2)
                .allSatisfy(answer -> assertThat(
                                ((Listing.Unavailable) answer).problem().what())
                        .isEqualTo("the registry did not answer before idp was stopped"));
        awaitUninterruptibly(ended);
    }

    @Test
    void a_question_of_an_interrupted_caller_is_not_asked_later() {
        var sent = new ArrayList<Runnable>();
        var asked = new AtomicInteger();
        var call = new RegistryCall<>(
                "a.example.org", BoundedRegistries.QUESTION, new AtomicInteger(), asked::incrementAndGet);
        call.start(NEVER, sent::add);
        Thread.currentThread().interrupt();

        assertThatThrownBy(call::answer).isInstanceOf(IdpException.class);

        assertThat(Thread.interrupted()).isTrue();
        sent.forEach(Runnable::run);
        assertThat(asked).hasValue(0);
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

    /** Hands over an empty listing for each of these repositories, then runs {@code end}, which may fail. */
    private record Handing(List<ImageRepository> handed, Runnable end) implements ImageListing.AsFound {
        @Override
        public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
            if (wanted.size() == 1) {
                found.accept(wanted.iterator().next().repository(), EMPTY);
            } else {
                handed.forEach(repository -> found.accept(repository, EMPTY));
                end.run();
            }
        }
    }

    private static List<ImageRepository> handedOver(
            ImageListing listing, Deadline deadline, ImageRepository... wanted) {
        var handed = Collections.synchronizedList(new ArrayList<ImageRepository>());
        new BoundedRegistries(new InMemoryImageRegistry(), listing, deadline)
                .list(
                        Stream.of(wanted).map(BoundedRegistriesTest::all).toList(),
                        (repository, result) -> handed.add(repository));
        return handed;
    }

    @Test
    void each_repository_is_handed_over_once_whatever_an_adapter_does() {
        var second = ImageRepository.parse("a.example.org/team/second");
        var third = ImageRepository.parse("a.example.org/team/third");

        assertThat(handedOver(new Handing(List.of(second, second, B), () -> {}), NEVER, A, second, third))
                .containsExactlyInAnyOrder(A, second, third);
        assertThat(handedOver(
                        new Handing(List.of(second), () -> {
                            throw new IllegalStateException("defect");
                        }),
                        NEVER,
                        A,
                        second,
                        third))
                .containsExactlyInAnyOrder(second, A, third);
    }

    @Test
    void what_is_handed_over_after_the_deadline_is_dropped() {
        var second = ImageRepository.parse("a.example.org/team/second");
        var deadlineIsOver = new CountDownLatch(1);
        var late = new CountDownLatch(1);
        var handing = new ImageListing.AsFound() {
            @Override
            public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
                awaitUninterruptibly(deadlineIsOver);
                found.accept(A, EMPTY);
                late.countDown();
            }
        };

        var handed = handedOver(handing, AT_ONCE, A, second);

        deadlineIsOver.countDown();
        awaitUninterruptibly(late);
        assertThat(handed).containsExactlyInAnyOrder(A, second);
    }

    @Test
    void after_the_deadline_no_other_repository_is_listed() {
        var second = ImageRepository.parse("a.example.org/team/second");
        var third = ImageRepository.parse("a.example.org/team/third");
        var answer = new CompletableFuture<CompletableFuture<?>>();
        var lister = new CompletableFuture<Thread>();
        var sizes = Collections.synchronizedList(new ArrayList<Integer>());
        ImageListing failing = wanted -> {
            sizes.add(wanted.size());
            if (wanted.size() == 1) {
                answer.join().completeExceptionally(new TimeoutException("in the first listing of one repository"));
                lister.complete(Thread.currentThread());
            }
            throw new IllegalStateException("defect");
        };

        assertThat(handedOver(failing, (host, asked, limit) -> answer.complete(asked), A, second, third))
                .containsExactlyInAnyOrder(A, second, third);

        while (!isIdle(lister.join())) {
            Thread.onSpinWait();
        }
        assertThat(sizes).containsExactly(3, 1);
    }

    /** Whether a thread of the pool waits for its next question. */
    private static boolean isIdle(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING || !thread.isAlive();
    }
}
