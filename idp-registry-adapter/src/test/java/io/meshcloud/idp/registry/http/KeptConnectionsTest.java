// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.TcpRelay;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Slow
class KeptConnectionsTest {
    private static final Budget BUDGET = Budget.ofListing("test");

    private FakeRegistry server;
    private TcpRelay relay;

    @BeforeEach
    void start(@TempDir Path root) {
        server = new FakeRegistry(root);
        server.answerFirst(request -> Reply.of(200, "application/json", "{\"some\":\"text\"}"));
        relay = new TcpRelay(server.url().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        relay.close();
        server.close();
    }

    private ManagementApi api(Duration timeout) {
        var config = new RegistryConfig(Map.of(), CredentialSource.none(), Duration.ofSeconds(30), timeout);
        return ManagementApi.open(Fixtures.HOST, relay.url(), config, Clock.systemUTC(), time -> {});
    }

    private static ApiAnswer read(ManagementApi api) {
        var answer = api.get(BUDGET, api.uri("/"), Map.of());
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    @Nested
    class A_balancer_that_forgot_an_idle_connection {
        private final Duration patience = Duration.ofSeconds(1);

        @Test
        void costs_one_timeout_and_a_new_connection() {
            var api = api(patience);
            read(api);
            relay.forget();

            read(api);
            read(api);

            assertThat(relay.connections()).isEqualTo(2);
            assertThat(server.requests()).hasSize(3);
        }

        @Test
        void and_answers_nothing_on_a_new_one_is_not_asked_again() {
            var api = api(patience);
            read(api);
            relay.fallSilent();

            assertThat(problemOf(() -> read(api)).what()).contains("within 1 s");
            assertThat(relay.connections()).isEqualTo(2);
            assertThat(problemOf(() -> read(api)).what()).contains("within 1 s");
            assertThat(relay.connections()).isEqualTo(3);
        }
    }

    @Nested
    class A_connection_that_breaks_in_an_answer {
        private ManagementApi api;

        @BeforeEach
        void open() {
            api = api(Duration.ofSeconds(30));
        }

        @Test
        void is_replaced_and_the_read_is_sent_again() {
            read(api);
            relay.cutAfter(20);

            read(api);

            assertThat(server.requests()).hasSize(3);
            assertThat(relay.connections()).isEqualTo(2);
        }

        @Test
        void is_also_replaced_if_it_is_the_first() {
            relay.cutAfter(20);

            read(api);

            assertThat(server.requests()).hasSize(2);
        }

        @Test
        void does_not_repeat_a_change() {
            relay.cutAfter(20);
            var body = JsonNodeFactory.instance.objectNode();

            var problem = problemOf(() -> api.change(BUDGET, "POST", api.uri("/"), Map.of(), body));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void requests_do_not_start_threads() {
        var api = api(Duration.ofSeconds(30));
        read(api);
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getTotalStartedThreadCount();

        for (int i = 0; i < 300; i++) {
            read(api);
        }

        // Some threads of the test's own server and of the virtual machine.
        assertThat(threads.getTotalStartedThreadCount() - before).isLessThan(50);
    }
}
