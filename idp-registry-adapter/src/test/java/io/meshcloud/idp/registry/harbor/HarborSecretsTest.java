// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.CapturedOutput;
import io.meshcloud.idp.registry.http.ApiAnswer;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.ManagementApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No failure of provisioning prints, logs or shows a secret, also not in the causes of a problem. */
@Isolated("takes over the process's streams and logs")
class HarborSecretsTest extends ProvisioningTestCase {
    private CapturedOutput captured;

    @BeforeEach
    void listen() {
        captured = new CapturedOutput();
    }

    @AfterEach
    void stopListening() {
        captured.close();
    }

    @Test
    void no_secret_is_shown_on_success() {
        captured.add(List.of(provision(), plan(), handedOut));
        captured.add(provisioner().rotate(plan(), Duration.ZERO, handedOut::add));
        captured.add(List.of(provisioner().remains(APP), provisioner().accounts(APP)));

        assertThat(harbor.robots.secrets).hasSize(4);
        assertNoSecret();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 400, 401, 403, 404, 409, 412, 500})
    void no_secret_is_shown_when_the_server_repeats_what_it_was_sent(int status) {
        harbor.first = request -> request.path().endsWith("/ping")
                ? null
                : FakeReply.text(status, "application/json", request.body() + request.authorization());

        attempt();

        assertNoSecret();
    }

    @ParameterizedTest
    @ValueSource(strings = {"projects", "immutabletagrules", "policies", "robots"})
    void no_secret_is_shown_when_the_server_fails_after_the_request(String thing) {
        harbor.first = request -> {
            if (request.method().equals("POST") && request.path().endsWith(thing)) {
                harbor.answer(request);
                return FakeReply.error(500, "INTERNAL");
            }
            return null;
        };

        attempt();

        assertNoSecret();
    }

    @Test
    void no_secret_is_shown_when_a_new_accounts_answer_is_cut() {
        harbor.last = reply -> reply.body().contains("Robot-Secret")
                ? FakeReply.text(201, "application/json", reply.body().replace("}", ""))
                : reply;

        attempt();

        assertNoSecret();
    }

    @Test
    void an_answer_does_not_show_its_body() {
        provision();
        var api = ManagementApi.open(
                FakeHarbor.HOST, harbor.url(), config(FakeHarbor.admin(), Duration.ofSeconds(30)), clock, pauses::add);
        ApiAnswer answer = api.get(
                Budget.ofQuestion("test"),
                api.uri("/api/v2.0/projects/likvid-hello-prod/webhook/policies"),
                Map.of("X-Is-Resource-Name", "true"));

        assertThat(answer.body().toString()).contains(AUTHORIZATION.reveal());
        captured.add(answer);
        assertNoSecret();
    }

    private void attempt() {
        try {
            captured.add(provision());
        } catch (IdpException e) {
            captured.add(e);
        }
    }

    private void assertNoSecret() {
        var basic =
                Base64.getEncoder().encodeToString(("admin:" + FakeHarbor.PASSWORD).getBytes(StandardCharsets.UTF_8));
        captured.assertNothingOf(
                List.of(FakeHarbor.PASSWORD, basic, AUTHORIZATION.reveal(), "Robot-Secret", "Webhook-Secret"));
    }
}
