// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.promotion.PromotionRequest;
import io.meshcloud.idp.core.release.AppliedRule;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Right;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@code promoteFrom} applies to every kind of release. */
class PromoteFromTest {
    private static final EnvironmentAddress STAGING = EnvironmentAddress.parse("likvid/hello-api/staging");
    private static final String FROM_STAGING = """
            environments:
              dev: {}
              staging: {}
              prod:
                promoteFrom: [staging]
            """;

    private final World world = World.withDev();
    private Digest digest;

    @BeforeEach
    void only_images_of_staging_may_run_in_prod() {
        environment(STAGING, World.file("staging"));
        environment(PROD, World.file("prod"));
        world.settings(FROM_STAGING);
        digest = push("1.0.0");
    }

    private void environment(EnvironmentAddress address, String file) {
        world.state.foreignCommit(
                "environment", Map.of(World.environmentPath(address).value(), Bytes.utf8(file)));
    }

    /** A build is pushed to the repositories of all environments. */
    private Digest push(String tag) {
        var image = TestImage.of(tag, world.clock.instant());
        for (var kind : List.of("dev", "staging")) {
            world.registry.push(repository(kind), image, Tag.parse(tag));
        }
        return world.registry.push(repository("prod"), image, Tag.parse(tag));
    }

    private ReleaseOutcome release(EnvironmentAddress address, String image) {
        return release(address, image, context());
    }

    private ReleaseOutcome release(EnvironmentAddress address, String image, RequestContext context) {
        return world.releases.release(ReleaseRequest.of(address, ImageChoice.parse(image), context));
    }

    private static Problem refused(ReleaseOutcome outcome) {
        assertThat(outcome).isInstanceOf(ReleaseOutcome.Rejected.class);
        return ((ReleaseOutcome.Rejected) outcome).problem();
    }

    private static void assertRefused(ReleaseOutcome outcome) {
        assertThat(refused(outcome).code()).isEqualTo(ProblemCode.NOT_PROMOTED);
    }

    @Nested
    class A_release {
        @Test
        void of_an_image_that_ran_nowhere_is_refused_with_a_fix() {
            int commits = world.state.commits().size();

            var problem = refused(release(PROD, "1.0.0"));

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_PROMOTED);
            assertThat(problem.where()).isEqualTo("platform/platform.yaml: spec.environments.prod.promoteFrom");
            assertThat(problem.what()).contains(digest.abbreviated(), "staging");
            assertThat(problem.fix()).contains("`idp promote FROM " + PROD + "`", "`--override REASON`");
            assertThat(world.state.commits()).hasSize(commits);
        }

        @Test
        void of_an_image_that_runs_in_a_named_kind_is_allowed() {
            release(STAGING, "1.0.0");

            assertThat(release(PROD, digest.value())).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void of_an_image_that_ran_there_earlier_is_allowed() {
            release(STAGING, "1.0.0");
            push("1.1.0");
            release(STAGING, "1.1.0");

            assertThat(release(PROD, "1.0.0")).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void of_an_image_that_a_hand_edit_wrote_there_and_removed_is_refused() {
            var path = World.releasePath(STAGING);
            var other = push("0.9.0");
            release(STAGING, "0.9.0");
            var before = world.read(path).orElseThrow();
            var edited = before.asText().replace(other.value(), digest.value()).replace("0.9.0", "1.0.0");
            world.state.foreignCommit("to", Map.of(path.value(), Bytes.utf8(edited)));
            world.state.foreignCommit("and back", Map.of(path.value(), before));

            var outcome = release(PROD, "1.0.0");

            assertRefused(outcome);
            assertThat(refused(outcome).what())
                    .contains(
                            STAGING + " had the image in commits that idp does not" + " recognise",
                            "at most the newest 100");
        }

        @Test
        void of_an_image_that_ran_in_another_kind_only_is_refused() {
            release(DEV, "1.0.0");

            assertRefused(release(PROD, "1.0.0"));
        }

        @Test
        void of_an_image_that_ran_in_an_environment_of_another_address_is_refused() {
            var other = EnvironmentAddress.parse("likvid/other-api/staging");
            environment(other, World.file("staging"));
            release(other, "1.0.0");

            assertRefused(release(PROD, "1.0.0"));
        }

        @Test
        void of_an_image_that_ran_for_another_app_of_the_project_is_refused() {
            environment(STAGING, World.file("staging").replace("app: app1", "app: app2"));
            release(STAGING, "1.0.0");

            assertRefused(release(PROD, "1.0.0"));
        }

        @Test
        void counts_the_kind_and_not_the_name_of_an_environment() {
            var qa = EnvironmentAddress.parse("likvid/hello-api/qa");
            environment(qa, World.file("staging"));
            release(qa, "1.0.0");
            world.state.foreignRemoval("gone", World.environmentPath(STAGING).value());

            assertThat(release(PROD, "1.0.0")).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void says_in_its_trace_where_the_image_ran() {
            release(STAGING, "1.0.0");

            assertThat(release(PROD, "1.0.0").trace())
                    .filteredOn(rule -> rule.rule().equals("promote-from"))
                    .extracting(AppliedRule::saw)
                    .containsExactly(digest.abbreviated() + " runs or ran in " + STAGING);
        }

        @Test
        void of_any_image_is_allowed_if_the_kind_names_no_source() {
            world.settings("environments:\n  dev: {}\n  prod: {}\n");

            assertThat(release(PROD, "1.0.0")).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void of_every_image_is_refused_if_the_list_is_empty() {
            world.settings("environments:\n  dev: {}\n  staging: {}\n  prod:\n    promoteFrom: []\n");
            release(STAGING, "1.0.0");

            assertThat(refused(release(PROD, "1.0.0")).what()).contains("no image into 'prod'");
        }
    }

    @Nested
    class An_override {
        private ReleaseOutcome override(RequestContext context) {
            return world.releases.release(ReleaseRequest.of(PROD, ImageChoice.parse("1.0.0"), context)
                    .overriding(new Reason("staging is down")));
        }

        @Test
        void is_accepted_and_recorded_with_the_rule() {
            var outcome = override(context());

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).singleElement().asString().contains("did not run in staging");
            assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDE)).contains("staging is down");
            assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDDEN_RULES)).contains("promote-from");
            assertThat(world.histories
                            .history(World.platform(), new HistoryRequest(PROD, 1, null))
                            .entries())
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.override()).isEqualTo("staging is down");
                        assertThat(entry.overriddenRules()).isEqualTo("promote-from");
                    });
            assertThat(world.verify().findings()).isEmpty();
        }

        @Test
        void of_two_rules_names_both() {
            world.settings(FROM_STAGING + """
                    releases:
                      freezes:
                        - start: "2026-09-01T00:00:00"
                          end: "2026-12-01T00:00:00"
                          zone: UTC
                    """);

            override(context());

            assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDDEN_RULES)).contains("freeze, promote-from");
        }

        @Test
        void needs_a_grant() {
            assertThat(refused(override(granted(Right.RELEASE))).code()).isEqualTo(ProblemCode.FORBIDDEN);
            assertThat(override(granted(Right.RELEASE, Right.OVERRIDE))).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        private RequestContext granted(Right... rights) {
            var grant = new Grant(AddressPattern.of(PROD), Set.of(rights));
            return context(Caller.granted(new Actor("team-a"), List.of(grant)));
        }

        @Test
        void of_an_earlier_version_is_still_read() {
            release(STAGING, "1.0.0");
            release(PROD, "1.0.0");
            var text = world.read(World.releasePath(PROD)).orElseThrow().asText();
            world.state.foreignCommit(
                    "release: old\n\nIdp-Action: release\nIdp-Actor: someone\nIdp-Freeze-Override: urgent\n",
                    Map.of(World.releasePath(PROD).value(), Bytes.utf8(text + "# changed\n")));

            assertThat(world.histories
                            .history(World.platform(), new HistoryRequest(PROD, 1, null))
                            .entries())
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.override()).isEqualTo("urgent");
                        assertThat(entry.overriddenRules()).isEqualTo("freeze");
                    });
        }
    }

    @Test
    void a_new_environment_with_such_an_image_is_refused() {
        world.state.foreignRemoval("none yet", World.environmentPath(PROD).value());

        assertThat(world.create(PROD, World.file("prod"), "1.0.0"))
                .isInstanceOfSatisfying(
                        ChangeOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.NOT_PROMOTED));
    }

    @Test
    void a_promotion_from_another_kind_is_allowed_and_needs_no_override_if_the_image_ran_in_a_named_kind() {
        release(World.DEV, "1.0.0");
        release(STAGING, "1.0.0");
        var request =
                new PromotionRequest(World.DEV, PROD, ExpectedCurrent.anything(), new Reason("urgent"), context());

        var outcome = world.promotions.promote(request).release();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Updated.class,
                        it -> assertThat(it.warnings())
                                .singleElement()
                                .satisfies(warning -> assertThat(warning.what()).contains("no rule to override")));
        assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDE)).isEmpty();
    }

    @Test
    void a_promotion_without_an_override_is_allowed_if_the_image_ran_in_a_named_kind() {
        release(World.DEV, "1.0.0");
        release(STAGING, "1.0.0");
        var request = new PromotionRequest(World.DEV, PROD, ExpectedCurrent.anything(), null, context());

        assertThat(world.promotions.promote(request).release()).isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Test
    void a_rollback_is_allowed() {
        world.settings("environments:\n  dev: {}\n  prod: {}\n");
        release(PROD, "1.0.0");
        push("1.1.0");
        release(PROD, "1.1.0");
        world.settings(FROM_STAGING);

        assertThat(world.rollbacks.rollback(new RollbackRequest(
                        PROD,
                        RollbackTarget.before(),
                        ExpectedCurrent.anything(),
                        new Reason("it broke"),
                        false,
                        context())))
                .isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Nested
    class Automation {
        private ReleaseOutcome update() {
            return world.automation.update(
                    AutomationRequest.of(PROD, null, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));
        }

        @BeforeEach
        void prod_follows_pushes() {
            world.settings("releases:\n  deployOnPush: true\n"
                    + FROM_STAGING.replace("  prod:\n", "  prod:\n    deployPolicy:\n      mode: auto\n"));
        }

        @Test
        void waits_until_the_image_ran_there() {
            assertThat(update())
                    .isInstanceOfSatisfying(
                            ReleaseOutcome.Held.class,
                            it -> assertThat(it.why()).contains("did not run in staging"));

            release(STAGING, "1.0.0");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Updated.class);
        }
    }
}
