// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarborApiTest extends HarborTestCase {
    private static final String ARTIFACTS = HarborRepository.of(DEV).repositoryPath() + "/artifacts?with_tag=true";

    @Test
    void a_repositorys_slashes_are_encoded_twice() {
        harbor.project("team-a").push("app1/dev", "IMAGE", "one", START, "1");

        assertThat(list(api())).hasSize(1);
        assertThat(harbor.requests().get(0).path())
                .isEqualTo("/api/v2.0/projects/team-a/repositories/app1%252Fdev/artifacts");
    }

    @Nested
    class A_list {
        @ParameterizedTest
        @CsvSource({"0, 1", "1, 1", "99, 1", "100, 1", "101, 2", "250, 3"})
        void is_read_to_its_end(int size, int pages) {
            push(size);

            assertThat(list(api())).hasSize(size).doesNotHaveDuplicates();
            assertThat(harbor.requests()).hasSize(pages);
        }

        @Test
        void is_read_by_its_total_when_there_are_no_links() {
            push(250);
            harbor.last = reply -> reply.with("Link", "");

            assertThat(list(api())).hasSize(250);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "</api/v2.0/projects?page=2>; rel=\"next\"",
                    "<https://elsewhere.example/x?page=2> ; rel=next",
                    "</p?page=1>; rel=\"prev\" , </p?page=3>; rel=\"next\"",
                    "<:::>; rel=\"next\""
                })
        void continues_at_the_same_path_and_ignores_the_path_of_the_link(String link) {
            push(101);
            harbor.last = reply -> reply.headers().containsKey("Link")
                    ? reply.with("Link", link).with("X-Total-Count", "")
                    : reply;

            assertThat(list(api())).hasSize(101);
            assertThat(harbor.requests())
                    .extracting(FakeRequest::path)
                    .containsOnly("/api/v2.0/projects/team-a/repositories/app1%252Fdev/artifacts");
        }

        @Test
        void that_ends_before_its_total_twice_is_a_fault() {
            push(1);
            harbor.last = reply -> reply.with("X-Total-Count", "1000");

            var problem = problemOf(() -> list(api()));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.what()).contains("fewer entries of a list than its total");
            assertThat(harbor.requests()).hasSize(4);
        }

        /** The deletion moves an entry of the second page to the first, which was read before. */
        @Test
        void from_which_an_entry_is_deleted_meanwhile_is_read_again() {
            push(250);
            var pages = new AtomicInteger();
            harbor.first = request -> {
                if (request.path().endsWith("/artifacts") && pages.incrementAndGet() == 2) {
                    harbor.projects.get("team-a").deleteFirst("app1/dev");
                }
                return null;
            };

            assertThat(list(api())).hasSize(249).doesNotHaveDuplicates();
            assertThat(pages).hasValue(6);
        }

        @Test
        void continues_after_an_empty_page_that_links_to_the_next() {
            push(250);
            harbor.last = reply -> reply.with("X-Total-Count", "");
            harbor.first = request -> "2".equals(request.query().get("page"))
                    ? FakeReply.text(200, "application/json", "[]").with("Link", "</p?page=3>; rel=\"next\"")
                    : null;

            assertThat(list(api())).hasSize(150);
        }

        @Test
        void that_repeats_its_page_is_a_fault() {
            push(250);
            harbor.first = request -> request.query().containsKey("page")
                    ? harbor.answer(new FakeRequest(
                            request.method(),
                            request.path(),
                            Map.of("with_tag", "true", "page", "1"),
                            List.of(),
                            request.authorization(),
                            request.contentType(),
                            true,
                            ""))
                    : null;

            var problem = problemOf(() -> list(api()));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.what()).contains("again and again");
        }

        @Test
        void without_an_end_is_a_fault() {
            push(1);
            var count = new AtomicInteger();
            var api = api();
            harbor.first = request -> FakeReply.text(200, "application/json", "[" + count.incrementAndGet() + "]")
                    .with("Link", "</>; rel=\"next\"");

            assertThat(problemOf(() -> list(api)).what()).contains("more than 500 pages");
            assertThat(count).hasValue(500);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "\"x\"", "", "<html></html>", "[1", "[] []", "{\"a\":1,\"a\":2}"})
        void that_is_invalid_is_a_fault(String body) {
            var api = api();
            harbor.first = request -> FakeReply.text(200, "application/json", body);

            assertThat(problemOf(() -> list(api)).code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        }

        private void push(int size) {
            var project = harbor.project("team-a");
            project.push("app1/dev", "IMAGE", "0", START);
            for (int i = 1; i < size; i++) {
                project.push("app1/dev", "IMAGE", "content " + i, START, "t" + i);
            }
            if (size == 0) {
                harbor.projects.clear();
                harbor.first = request ->
                        request.path().endsWith("/artifacts") ? FakeReply.text(200, "application/json", "[]") : null;
            }
        }
    }

    @Nested
    class A_refusal {
        @ParameterizedTest
        @CsvSource({"401, UNAUTHORIZED", "403, FORBIDDEN"})
        void names_the_origin_of_the_credentials_and_the_missing_right(int status, String code) {
            var api = api();
            harbor.first = request -> FakeReply.error(status, code);

            var problem = problemOf(() -> list(api));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
            assertThat(problem.what()).contains("HTTP " + status, "from a test", FakeHarbor.HOST);
            assertThat(problem.where())
                    .isEqualTo(api.uri(ARTIFACTS.replaceFirst("[?].*", "")).toString());
            assertThat(problem.fix()).contains("may list things", "IDP_REGISTRY_HARBOR_EXAMPLE_TLD_USER");
        }

        @Test
        void of_a_request_without_credentials_is_reported_as_such() {
            var api = harbors(CredentialSource.none()).find(FakeHarbor.HOST).orElseThrow();

            assertThat(problemOf(() -> list(api)).what()).contains("without credentials");
        }

        @Test
        void of_an_account_with_a_new_password_is_retried() {
            harbor.project("team-a").push("app1/dev", "IMAGE", "one", START);
            var asked = new AtomicInteger();
            CredentialSource renewed = host -> Optional.of(new Credential(
                    "admin", asked.getAndIncrement() == 0 ? "Old-Password-1" : FakeHarbor.PASSWORD, "a test"));
            var api = harbors(renewed).find(FakeHarbor.HOST).orElseThrow();

            assertThat(list(api)).hasSize(1);
            assertThat(list(api)).hasSize(1);
            assertThat(asked).hasValue(2);
        }

        @Test
        void shows_harbors_code_and_its_words() {
            var api = api();
            harbor.first = request -> FakeReply.error(412, "PRECONDITION");

            var problem = problemOf(() -> list(api));

            assertThat(problem.what()).contains("HTTP 412 and 'PRECONDITION': 'said by the fake'");
        }

        @Test
        void in_html_is_a_fault_and_does_not_mean_a_missing_image() {
            var api = api();
            harbor.first = request -> FakeReply.text(404, "text/html", "<html>no</html>");

            var problem = problemOf(() -> api.find("/projects/team-a", "read the project"));

            assertThat(problem.what()).contains("HTTP 404");
        }
    }

    @Nested
    class A_server_in_trouble {
        @Test
        void is_retried_after_the_time_that_it_asks_for() {
            harbor.project("team-a").push("app1/dev", "IMAGE", "one", START);
            var api = api();
            harbor.first = request ->
                    harbor.requests().size() == 1 ? FakeReply.done(503).with("Retry-After", "2") : null;

            assertThat(list(api)).hasSize(1);
            assertThat(pauses).containsExactly(Duration.ofSeconds(2));
        }

        @Test
        void gets_a_change_only_once() {
            var api = api();
            harbor.first = request -> FakeReply.error(500, "INTERNAL");

            api.change("POST", "/projects", HarborApi.object());

            assertThat(harbor.requests()).hasSize(1);
        }

        @Test
        void gets_a_change_again_after_429() {
            var api = api();
            harbor.first = request -> harbor.requests().size() == 1 ? FakeReply.done(429) : null;
            var project = HarborApi.object().put("project_name", "team-a");

            assertThat(api.create("/projects", project, "create projects")).isTrue();
            assertThat(harbor.requests()).hasSize(2);
        }

        @Test
        void that_does_not_answer_in_time_is_unreachable() {
            var config = config(FakeHarbor.admin(), Duration.ofSeconds(1));
            var api = new HarborDetector(config, clock, pauses::add)
                    .find(FakeHarbor.HOST)
                    .orElseThrow();
            harbor.first = request -> harbor.hang();

            assertThat(problemOf(() -> list(api)).code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
        }

        @Test
        void that_redirects_to_another_server_is_not_followed() {
            var api = api();
            harbor.first = request -> FakeReply.done(307).with("Location", harbor.url() + "/elsewhere");

            assertThat(problemOf(() -> list(api)).what()).contains("HTTP 307");
            assertThat(harbor.requests()).hasSize(1);
        }
    }

    private static List<JsonNode> list(HarborApi api) {
        return api.list(ARTIFACTS, "list things");
    }
}
