// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static io.meshcloud.idp.registry.Fixtures.HOST;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final URI BASE = URI.create("https://" + HOST + "/v2/");
    private static final RegistryProblems PROBLEMS = new RegistryProblems(HOST, BASE);

    private final Budget budget = new Budget("list the images of team-a/app", 3, 1_000, Duration.ofSeconds(10));

    private Problem exhausted(Consumer<Budget> spending) {
        return problemOf(() -> {
            spending.accept(budget);
            return "not exhausted";
        });
    }

    @Test
    void requests_are_allowed_up_to_the_limit() {
        for (int i = 0; i < 3; i++) {
            budget.beforeRequest(PROBLEMS, BASE);
        }

        var problem = exhausted(it -> it.beforeRequest(PROBLEMS, BASE));

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_LIMIT_EXCEEDED);
        assertThat(problem.retryable()).isFalse();
        assertThat(problem.what()).contains(HOST, "more than 3 requests to list the images of team-a/app");
    }

    @Test
    void the_bytes_of_all_answers_are_summed_up() {
        budget.addBytes(PROBLEMS, BASE, 600);
        budget.addBytes(PROBLEMS, BASE, 400);

        assertThat(exhausted(it -> it.addBytes(PROBLEMS, BASE, 1)).what()).contains("more than 1000 bytes");
    }

    @Test
    void no_request_is_sent_after_its_time_has_elapsed() {
        budget.beforeRequest(PROBLEMS, BASE);
        budget.afterRequest(Duration.ofSeconds(10).toNanos());
        budget.beforeRequest(PROBLEMS, BASE);
        budget.afterRequest(1);

        assertThat(exhausted(it -> it.beforeRequest(PROBLEMS, BASE)).what()).contains("more than 10 s");
    }

    @Nested
    class The_time_of_one_of_several_questions {
        private final AtomicLong now = new AtomicLong();
        private final Budget shared = new Budget(
                "list the images of team-a/app",
                1_000,
                1_000,
                Duration.ofSeconds(100),
                Duration.ofSeconds(10),
                now::get);

        private void pass(int seconds) {
            now.addAndGet(Duration.ofSeconds(seconds).toNanos());
        }

        @Test
        void passes_while_at_least_one_request_is_sent() {
            shared.beforeRequest(PROBLEMS, BASE);
            pass(4);
            shared.beforeRequest(PROBLEMS, BASE);
            pass(4);
            shared.afterRequest(0);
            pass(2);
            shared.beforeRequest(PROBLEMS, BASE);
            pass(1);

            assertThat(problemOf(() -> {
                                shared.beforeRequest(PROBLEMS, BASE);
                                return "sent";
                            })
                            .what())
                    .contains("needs longer than 10 s to list the images of team-a/app");
        }

        @Test
        void does_not_pass_while_others_are_asked() {
            for (int i = 0; i < 5; i++) {
                shared.beforeRequest(PROBLEMS, BASE);
                pass(2);
                shared.afterRequest(0);
                pass(1_000);
            }

            shared.beforeRequest(PROBLEMS, BASE);
        }
    }
}
