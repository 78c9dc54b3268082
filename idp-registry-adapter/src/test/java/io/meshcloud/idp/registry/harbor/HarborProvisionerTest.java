// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import io.meshcloud.idp.spi.provisioning.Secret;
import io.meshcloud.idp.spi.provisioning.WebhookTarget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarborProvisionerTest extends ProvisioningTestCase {
    @Nested
    class An_environment_without_a_project {
        @Test
        void gets_a_project_a_rule_a_webhook_and_two_robots() {
            assertThat(said(provision()))
                    .containsExactly(
                            "project likvid-hello-prod: made",
                            "immutable-tag rule for likvid-hello-prod/app: made",
                            "webhook of project likvid-hello-prod to " + ADDRESS + ": made",
                            PUSH + ": made",
                            PULL + ": made");
        }

        @Test
        void gets_a_private_project() {
            provision();

            assertThat(harbor.projects.get("likvid-hello-prod").isPublic).isFalse();
        }

        @Test
        void gets_a_rule_for_its_own_repository_only() {
            provision();

            assertThat(harbor.projects.get("likvid-hello-prod").rules.values())
                    .singleElement()
                    .satisfies(rule -> {
                        assertThat(rule.at("/scope_selectors/repository/0/pattern")
                                        .asText())
                                .isEqualTo("app");
                        assertThat(rule.at("/scope_selectors/repository/0/decoration")
                                        .asText())
                                .isEqualTo("repoMatches");
                        // Tested with a real Harbor: this makes the tags of images immutable, but an image can be
                        // signed again.
                        assertThat(rule.at("/tag_selectors/0/decoration").asText())
                                .isEqualTo("excludes");
                        assertThat(rule.at("/tag_selectors/0/pattern").asText()).isEqualTo("sha256-*");
                        assertThat(rule.get("disabled").asBoolean()).isFalse();
                    });
        }

        @Test
        void gets_robots_that_may_push_or_pull_and_nothing_else() {
            provision();

            assertThat(rights("app-push")).containsExactlyInAnyOrder("repository:pull", "repository:push");
            assertThat(rights("app-pull")).containsExactly("repository:pull");
            assertThat(provisioner().accounts(APP))
                    .allSatisfy(account -> assertThat(account.expiry()).contains(START.plus(Duration.ofDays(90))));
        }

        @Test
        void passes_the_secrets_of_both_robots_on() {
            provision();

            assertThat(secrets()).isEqualTo(good()).hasSize(2);
            assertThat(handedOut)
                    .extracting(one -> one.account().purpose())
                    .containsExactly(RobotPurpose.PUSH, RobotPurpose.PULL);
        }

        @Test
        void gets_robots_that_never_expire_without_a_validity() {
            provision(new RegistryPlan(APP, false, null, null, null));

            assertThat(handedOut)
                    .allSatisfy(one -> assertThat(one.account().expiry()).isEmpty());
            assertThat(harbor.projects.get("likvid-hello-prod").rules).isEmpty();
            assertThat(harbor.projects.get("likvid-hello-prod").policies).isEmpty();
        }

        @Test
        void gets_the_planned_quota_and_keeps_it() {
            var plan = new RegistryPlan(APP, false, Quantity.parse("20Gi"), null, null);

            assertThat(said(provision(plan))).contains("quota of project likvid-hello-prod of 20Gi: corrected");
            assertThat(harbor.projects.get("likvid-hello-prod").quota).isEqualTo(20L << 30);
            assertThat(said(provision(plan))).contains("quota of project likvid-hello-prod of 20Gi: present");
        }

        @Test
        void keeps_its_quota_without_a_planned_one() {
            harbor.project("likvid-hello-prod").quota = 7;

            provision();

            assertThat(harbor.projects.get("likvid-hello-prod").quota).isEqualTo(7);
        }

        @Test
        void gets_the_best_webhook_that_its_harbor_offers() {
            provision();

            var policy = policy();
            assertThat(policy.at("/targets/0/payload_format").asText()).isEqualTo("CloudEvents");
            assertThat(policy.at("/targets/0/auth_header").asText()).isEqualTo(AUTHORIZATION.reveal());
            assertThat(policy.get("event_types")).hasToString("[\"PUSH_ARTIFACT\"]");
        }

        @Test
        void gets_a_webhook_without_a_format_from_a_harbor_without_formats() {
            harbor.knowsFormats = false;

            provision();

            assertThat(policy().at("/targets/0").has("payload_format")).isFalse();
        }
    }

    @Nested
    class A_second_run {
        @Test
        void changes_nothing_and_passes_no_secret_on() {
            provision();
            handedOut.clear();
            harbor.forget();

            var again = provision();

            assertThat(again.isUnchanged()).as(said(again).toString()).isTrue();
            assertThat(harbor.changes()).isEmpty();
            assertThat(handedOut).isEmpty();
        }

        @Test
        void for_two_environments_of_one_project_shares_project_and_webhook() {
            provision(plan(repository("team-a/app1/dev")));

            assertThat(said(provision(plan(repository("team-a/app1/prod")))))
                    .startsWith(
                            "project team-a: present",
                            "immutable-tag rule for team-a/app1/prod: made",
                            "webhook of project team-a to " + ADDRESS + ": present")
                    .hasSize(5)
                    .endsWith(said(provision(plan(repository("team-a/app1/prod")))).stream()
                            .filter(step -> step.startsWith("robot"))
                            .map(step -> step.replace("present", "made"))
                            .toArray(String[]::new));
            assertThat(harbor.robots.robots).hasSize(4);
        }

        @Test
        void after_a_robot_expired_creates_the_next() {
            provision();
            harbor.now = START.plus(Duration.ofDays(91));

            assertThat(said(provision())).contains(PUSH + "-2: made", PULL + "-2: made");
            assertThat(secrets()).containsKey("robot$likvid-hello-prod+app-push-2");
        }

        @Test
        void does_not_change_a_disabled_robot() {
            provision();
            harbor.robots.robots.values().forEach(robot -> robot.put("disable", true));

            var again = provision();

            assertThat(again.isUnchanged()).isTrue();
            assertThat(said(again)).contains(PUSH + " (disabled at the registry): present");
            assertThat(provisioner().accounts(APP)).allMatch(account -> account.disabled());
        }
    }

    @Nested
    class An_existing_project {
        private static RegistryPlan accepting(boolean acceptPublic) {
            return new RegistryPlan(APP, true, null, null, null, acceptPublic);
        }

        private void create(boolean isPublic, long registryId) {
            var project = new FakeProject(harbor, harbor.nextId(), "likvid-hello-prod", isPublic);
            project.registryId = registryId;
            harbor.projects.put(project.name, project);
        }

        @Test
        void that_is_public_causes_a_warning() {
            create(true, 0);

            assertThat(provision(accepting(true)).warnings())
                    .singleElement()
                    .asString()
                    .contains("'likvid-hello-prod'", "is public: everybody may pull its images");
        }

        @Test
        void that_is_public_is_refused_before_anything_is_created_where_the_plan_does_not_accept_it() {
            create(true, 0);

            var problem = problemOf(() -> provision(accepting(false)));

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_PROVISIONABLE);
            assertThat(problem.fix()).contains("private", "--force");
            assertThat(harbor.changes()).isEmpty();
        }

        @Test
        void that_is_private_gives_no_warning() {
            create(false, 0);

            assertThat(provision(accepting(false)).warnings()).isEmpty();
        }

        @Test
        void that_caches_another_registry_gets_no_account_that_pushes() {
            create(false, 1);

            var done = provision();

            assertThat(said(done)).contains(PULL + ": made").noneMatch(step -> step.contains("app-push"));
            assertThat(done.warnings()).singleElement().asString().contains("accepts no pushes");
            assertThat(provisioner()
                            .rotate(plan(), Duration.ZERO, handedOut::add)
                            .steps())
                    .noneMatch(step -> step.thing().contains("app-push"));
        }

        @Test
        void keeps_the_accounts_of_others_as_they_are_and_ours_get_the_next_name() {
            create(false, 0);
            var pull = HarborApi.object().put("kind", "project").put("namespace", "likvid-hello-prod");
            pull.putArray("access").addObject().put("resource", "repository").put("action", "pull");
            var theirs = harbor.robots
                    .add(
                            "robot$likvid-hello-prod+app-push",
                            -1,
                            HarborApi.object().putArray("x").add(pull))
                    .put("description", "the scanner of team b");

            var done = provision();

            assertThat(said(done)).contains(PUSH + "-2: made", PULL + ": made");
            assertThat(theirs.at("/permissions/0/access")).hasSize(1);
            assertThat(secrets())
                    .doesNotContainKey("robot$likvid-hello-prod+app-push")
                    .hasSize(2);
            assertThat(provision().isUnchanged()).isTrue();
        }
    }

    @Nested
    class Differences_are_fixed {
        @Test
        void a_webhook_in_a_format_that_is_not_the_best_one() {
            provision();
            ((ObjectNode) policy().at("/targets/0")).put("payload_format", "Default");

            assertThat(said(provision()))
                    .contains("webhook of project likvid-hello-prod to " + ADDRESS + ": corrected");
            assertThat(policy().at("/targets/0/payload_format").asText()).isEqualTo("CloudEvents");
        }

        @Test
        void a_robot_with_more_or_fewer_rights() {
            provision();
            var access = harbor.robots.robots.values().iterator().next().at("/permissions/0/access");
            ((ArrayNode) access).remove(0);

            var again = provision();

            assertThat(said(again)).contains(PUSH + ": corrected", PULL + ": present");
            assertThat(rights("app-push")).hasSize(2);
            assertThat(provisioner().accounts(APP))
                    .allSatisfy(account -> assertThat(account.expiry()).contains(START.plus(Duration.ofDays(90))));
        }

        @Test
        void a_disabled_rule() {
            provision();
            rule().put("disabled", true);

            assertThat(said(provision())).contains("immutable-tag rule for likvid-hello-prod/app: corrected");
            assertThat(rule().get("disabled").asBoolean()).isFalse();
        }

        @Test
        void a_rule_of_an_earlier_build_which_holds_signatures_too() {
            provision();
            ((ObjectNode) rule().at("/tag_selectors/0"))
                    .put("decoration", "matches")
                    .put("pattern", "**");

            assertThat(said(provision())).contains("immutable-tag rule for likvid-hello-prod/app: corrected");
            assertThat(harbor.projects.get("likvid-hello-prod").rules).hasSize(1);
            assertThat(rule().at("/tag_selectors/0/decoration").asText()).isEqualTo("excludes");
            assertThat(provision().isUnchanged()).isTrue();
        }

        @Test
        void except_for_a_rule_that_an_administrator_made() {
            provision();
            ((ObjectNode) rule().at("/tag_selectors/0"))
                    .put("decoration", "matches")
                    .put("pattern", "v*");

            assertThat(said(provision())).contains("immutable-tag rule for likvid-hello-prod/app: made");
        }

        @Test
        void a_disabled_webhook() {
            provision();
            policy().put("enabled", false);

            assertCorrected();
            assertThat(policy().get("enabled").asBoolean()).isTrue();
        }

        @Test
        void a_webhook_for_more_events() {
            provision();
            ((ArrayNode) policy().get("event_types")).add("PULL_ARTIFACT");

            assertCorrected();
            assertThat(policy().get("event_types")).hasSize(1);
        }

        @Test
        void a_webhook_with_another_secret_where_harbor_shows_it() {
            provision();

            var other = new WebhookTarget(ADDRESS, Secret.of("Bearer Webhook-Secret-2"));
            var again = provision(new RegistryPlan(APP, true, null, other, null));

            assertThat(said(again)).contains("webhook of project likvid-hello-prod to " + ADDRESS + ": corrected");
            assertThat(policy().at("/targets/0/auth_header").asText()).isEqualTo("Bearer Webhook-Secret-2");
        }

        @Test
        void except_for_a_secret_that_harbor_does_not_show() {
            provision();
            harbor.showsAuthorization = false;

            var again = provision();

            assertThat(again.isUnchanged()).isTrue();
            assertThat(said(again)).anyMatch(step -> step.contains("cannot be read back"));
        }

        @Test
        void except_for_a_policy_with_another_address() {
            provision();

            provision(new RegistryPlan(
                    APP, true, null, new WebhookTarget("https://other.example/h", AUTHORIZATION), null));

            assertThat(harbor.projects.get("likvid-hello-prod").policies).hasSize(2);
        }

        /** Harbor stores an address as it is. */
        @ParameterizedTest
        @ValueSource(strings = {"/", "?team=a"})
        void except_for_a_policy_with_nearly_the_same_address(String ending) {
            provision();

            provision(new RegistryPlan(APP, true, null, new WebhookTarget(ADDRESS + ending, AUTHORIZATION), null));

            assertThat(harbor.projects.get("likvid-hello-prod").policies).hasSize(2);
        }

        private void assertCorrected() {
            assertThat(said(provision()))
                    .contains("webhook of project likvid-hello-prod to " + ADDRESS + ": corrected");
            assertThat(policy().get("name").asText()).startsWith("idp-");
        }
    }

    @Nested
    class An_incomplete_run {
        @Test
        void is_completed_by_a_second_run_after_any_failure() {
            provision();
            int all = harbor.requests().size();
            for (int broken = 1; broken <= all; broken++) {
                startAnew();
                breakOnce(broken, false);

                assertThat(problemOf(HarborProvisionerTest.this::provision).retryable())
                        .isTrue();
                var done = provision();

                assertFinished(done, "broken before request " + broken);
            }
        }

        @Test
        void is_completed_after_a_change_whose_answer_was_lost() {
            provision();
            int all = harbor.requests().size();
            for (int lost = 1; lost <= all; lost++) {
                startAnew();
                breakOnce(lost, true);

                // Reading again may or may not recover from the lost answer.
                var noticed = catchThrowable(() -> provision());
                assertThat(noticed == null || noticed instanceof IdpException)
                        .as("%s", noticed)
                        .isTrue();
                var done = provision();

                assertFinished(done, "answer lost to request " + lost);
            }
        }

        private void startAnew() {
            harbor.close();
            harbor = new FakeHarbor(START);
            handedOut.clear();
        }

        private void breakOnce(int number, boolean done) {
            // A read is sent three times, a change once.
            var failed = new AtomicInteger();
            harbor.first = request -> {
                boolean isChange = !List.of("GET", "HEAD").contains(request.method());
                int last = number + (isChange ? 0 : 2);
                int now = harbor.requests().size();
                if (now < number || now > last || failed.getAndIncrement() > (isChange ? 0 : 2)) {
                    return null;
                }
                if (done) {
                    harbor.answer(request);
                }
                return FakeReply.error(500, "INTERNAL");
            };
        }

        private void assertFinished(ProvisioningResult done, String when) {
            var project = harbor.projects.get("likvid-hello-prod");
            assertThat(done.steps()).as(when).hasSize(5);
            assertThat(project.rules).as(when).hasSize(1);
            assertThat(project.policies).as(when).hasSize(1);
            assertThat(harbor.robots.robots).as(when).hasSize(2);
            assertThat(secrets()).as(when).isEqualTo(good());
        }
    }

    @Nested
    class A_concurrent_creation {
        @Test
        void is_tolerated() {
            harbor.first = request -> {
                if (request.method().equals("POST")) {
                    harbor.answer(request);
                }
                return null;
            };

            var done = provision();

            assertThat(done.isUnchanged()).as(said(done).toString()).isTrue();
            assertThat(handedOut).isEmpty();
            assertThat(harbor.robots.robots).hasSize(2);
        }

        @Test
        void of_a_resource_that_is_not_listed_is_a_fault() {
            harbor.project("likvid-hello-prod");
            harbor.first = request -> request.is("POST", "/api/v2.0/robots") ? FakeReply.error(409, "CONFLICT") : null;

            var problem = problemOf(HarborProvisionerTest.this::provision);

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.what()).contains("app-push").contains("does not list it");
        }
    }

    @Nested
    class A_project_that_cannot_be_created {
        @Test
        void is_missing_in_the_repository_name() {
            assertThat(problemOf(() -> provision(plan(repository("app")))).code())
                    .isEqualTo(ProblemCode.NO_PROJECT);
        }

        @Test
        void is_at_a_registry_that_is_not_a_harbor() {
            harbor.first = request -> FakeReply.done(404);

            var problem = problemOf(HarborProvisionerTest.this::provision);

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_PROVISIONABLE);
            assertThat(problem.where()).isEqualTo(harbor.url().toString());
            assertThat(problem.fix()).contains("without `--provision`");
            assertThat(harbor.requests()).isEmpty();
        }

        @Test
        void is_forbidden_for_our_account() {
            harbor.first =
                    request -> request.is("POST", "/api/v2.0/projects") ? FakeReply.error(403, "FORBIDDEN") : null;

            var problem = problemOf(HarborProvisionerTest.this::provision);

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
            assertThat(problem.fix()).contains("may create projects");
        }
    }

    @Nested
    class To_an_account_that_does_not_see_all_projects {
        @Test
        void a_missing_project_looks_forbidden_and_is_created() {
            harbor.first = request -> request.method().equals("GET")
                            && request.path().equals("/api/v2.0/projects/likvid-hello-prod")
                            && harbor.projects.isEmpty()
                    ? FakeReply.error(403, "FORBIDDEN")
                    : null;

            assertThat(said(provision())).startsWith("project likvid-hello-prod: made");
        }

        @Test
        void an_invisible_project_of_others_is_a_denial() {
            harbor.project("likvid-hello-prod");
            harbor.first =
                    request -> request.path().endsWith("/likvid-hello-prod") ? FakeReply.error(403, "FORBIDDEN") : null;

            assertThat(problemOf(HarborProvisionerTest.this::provision).code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
            assertThat(harbor.changes()).isEmpty();
        }
    }

    @Nested
    class What_remains {
        @Test
        void is_listed_one_by_one() {
            provision();
            harbor.projects.get("likvid-hello-prod").push("app", "IMAGE", "one", START, "1");

            assertThat(provisioner().remains(APP))
                    .containsExactlyInAnyOrder(
                            "project likvid-hello-prod",
                            "repository likvid-hello-prod/app with 1 artifacts",
                            PUSH,
                            PULL,
                            "immutable-tag rule for likvid-hello-prod/app",
                            "webhook of project likvid-hello-prod to " + ADDRESS);
        }

        @Test
        void is_nothing_without_a_project() {
            assertThat(provisioner().remains(APP)).isEmpty();
            assertThat(provisioner().accounts(APP)).isEmpty();
        }
    }

    private List<String> rights(String robot) {
        return harbor.robots.robots.values().stream()
                .filter(it -> it.get("name").asText().endsWith("+" + robot))
                .flatMap(it -> it.at("/permissions/0/access").findValuesAsText("action").stream())
                .map(action -> "repository:" + action)
                .toList();
    }

    private ObjectNode policy() {
        return harbor.projects
                .get("likvid-hello-prod")
                .policies
                .values()
                .iterator()
                .next();
    }

    private ObjectNode rule() {
        return harbor.projects
                .get("likvid-hello-prod")
                .rules
                .values()
                .iterator()
                .next();
    }
}
