// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarborDetectorTest extends HarborTestCase {
    @Test
    void a_server_that_answers_harbors_ping_is_a_harbor_and_is_asked_once_without_credentials() {
        var harbors = harbors();

        assertThat(harbors.find(FakeHarbor.HOST)).isPresent();
        assertThat(harbors.find(FakeHarbor.HOST)).isPresent();

        assertThat(harbor.all()).singleElement().satisfies(asked -> {
            assertThat(asked).hasToString("GET /api/v2.0/ping");
            assertThat(asked.authorization()).isEqualTo("null");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "404, text/plain, 404 page not found",
        "200, text/html, <html>welcome</html>",
        "200, application/json, {}",
        "200, text/plain, ''",
        "301, text/html, moved",
        "401, text/plain, who are you",
        "403, text/html, no"
    })
    void a_server_with_any_other_answer_is_not_a_harbor(int status, String type, String body) {
        harbor.first = request -> FakeReply.text(status, type, body);

        assertThat(harbors().find(FakeHarbor.HOST)).isEmpty();
    }

    @Test
    void a_server_with_an_endless_answer_is_not_a_harbor() {
        harbor.first = request -> FakeReply.text(200, "text/plain", "Pong".repeat(10_000));

        assertThat(harbors().find(FakeHarbor.HOST)).isEmpty();
    }

    @Test
    void a_server_that_is_not_a_harbor_is_asked_again_after_ten_minutes() {
        var harbors = harbors();
        harbor.first = request -> FakeReply.done(404);
        harbors.find(FakeHarbor.HOST);
        harbor.first = request -> null;

        harbor.now = START.plus(Duration.ofMinutes(9));
        assertThat(harbors.find(FakeHarbor.HOST)).isEmpty();
        harbor.now = START.plus(Duration.ofMinutes(10));
        assertThat(harbors.find(FakeHarbor.HOST)).isPresent();
    }

    @Test
    void a_folder_is_never_asked(@TempDir Path folder) {
        var config = RegistryConfig.of(List.of(FakeHarbor.HOST + "=oci:" + folder), CredentialSource.none());

        assertThat(new HarborDetector(config, clock).find(FakeHarbor.HOST)).isEmpty();
    }

    @Nested
    class A_server_in_trouble {
        @ParameterizedTest
        @ValueSource(ints = {500, 502, 503, 429})
        void is_retried_and_then_a_problem(int status) {
            var harbors = harbors();
            harbor.first = request -> FakeReply.done(status);

            var problem = problemOf(() -> harbors.find(FakeHarbor.HOST));

            assertThat(problem.code())
                    .isEqualTo(status == 429 ? ProblemCode.REGISTRY_UNREACHABLE : ProblemCode.REGISTRY_FAULT);
            assertThat(harbor.all()).hasSize(3);
            harbor.first = request -> null;
            assertThat(harbors.find(FakeHarbor.HOST)).isPresent();
        }

        @Test
        void that_does_not_exist_is_unreachable() {
            harbor.close();

            var problem = problemOf(() -> harbors().find(FakeHarbor.HOST));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
        }
    }
}
