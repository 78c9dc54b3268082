// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.promotion.Promotion;
import io.meshcloud.idp.core.promotion.PromotionRequest;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Right;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PromotionServiceTest {
    private static final EnvironmentAddress STAGING = EnvironmentAddress.parse("likvid/hello-api/staging");

    private final World world = World.withDev();
    private Digest digest;

    @BeforeEach
    void release() {
        environment(PROD, World.file("prod"));
        digest = world.pushAndRelease("1.4.2");
    }

    private void environment(EnvironmentAddress address, String file) {
        world.state.foreignCommit(
                "environment", Map.of(World.environmentPath(address).value(), Bytes.utf8(file)));
    }

    private static PromotionRequest request(RequestContext context) {
        return request(DEV, PROD, null, context);
    }

    private static PromotionRequest request(
            EnvironmentAddress from, EnvironmentAddress to, @Nullable Reason override, RequestContext context) {
        return new PromotionRequest(from, to, ExpectedCurrent.anything(), override, context);
    }

    private Promotion promote() {
        return world.promotions.promote(request(World.context()));
    }

    private Problem refusal(PromotionRequest request) {
        var promotion = world.promotions.promote(request);
        assertThat(promotion.release()).isInstanceOf(ReleaseOutcome.Rejected.class);
        assertThat(promotion.transferred()).isNull();
        assertThat(world.registry.requests()).noneMatch(asked -> asked.contains(" to "));
        return ((ReleaseOutcome.Rejected) promotion.release()).problem();
    }

    private Optional<String> prod() {
        return world.read(World.releasePath(PROD)).map(Bytes::asText);
    }

    private String tag() {
        return "1.4.2-" + digest.hex().substring(0, 12);
    }

    @Nested
    class Promoting {
        @Test
        void releases_the_same_digest_under_a_new_tag() {
            var promotion = promote();

            assertThat(promotion.release()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(promotion.optionalSource().orElseThrow())
                    .hasToString(World.repository("dev") + ":1.4.2@" + digest);
            assertThat(prod().orElseThrow()).contains(World.repository("prod").toString(), tag(), digest.value());
            assertThat(world.registry.resolve(World.repository("prod"), Tag.parse(tag())))
                    .isEqualTo(world.registry.resolve(World.repository("dev"), digest));
        }

        @Test
        void is_recorded_in_the_commit() {
            promote();

            assertThat(world.lastMessage().trailer(TrailerKey.PROMOTED_FROM)).contains(DEV.toString());
            assertThat(world.lastMessage().trailer(TrailerKey.REASON)).contains("promoted from " + DEV);
            assertThat(world.verify().isClean()).isTrue();
        }

        @Test
        void keeps_the_reason_of_a_person() {
            world.promotions.promote(request(World.context().because(new Reason("tested"))));

            assertThat(world.lastMessage().trailer(TrailerKey.REASON)).contains("tested");
        }

        @Test
        void twice_copies_and_commits_nothing_the_second_time() {
            promote();
            int pushes = world.state.pushes();

            var again = promote();

            assertThat(again.release()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(again.transferred()).isNull();
            assertThat(world.state.pushes()).isEqualTo(pushes);
        }

        @Test
        void along_a_second_path_keeps_the_tag() {
            environment(STAGING, World.file("staging"));
            world.promotions.promote(request(DEV, STAGING, null, World.context()));
            world.promotions.promote(request(STAGING, PROD, null, World.context()));

            assertThat(prod().orElseThrow()).contains("tag: \"" + tag() + "\"");
        }

        @Test
        void names_an_image_without_a_tag_by_its_digest() {
            var untagged = world.registry.push(World.repository("dev"), TestImage.of("bare", world.clock.instant()));
            world.release(untagged.value());

            promote();

            assertThat(prod().orElseThrow())
                    .contains("promoted-" + untagged.hex().substring(0, 12));
        }

        @Test
        void cuts_a_tag_that_would_be_too_long() {
            var longest = "x".repeat(128);
            digest = world.pushAndRelease(longest);

            assertThat(promote().release()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(prod().orElseThrow())
                    .contains("x".repeat(115) + "-" + digest.hex().substring(0, 12));
        }

        @Test
        void in_a_dry_run_copies_nothing_and_shows_the_plan() {
            var planned = world.promotions.promote(request(World.dryRun()));

            assertThat(planned.release()).isInstanceOf(ReleaseOutcome.Planned.class);
            assertThat(world.registry.requests()).noneMatch(asked -> asked.contains(" to "));
            assertThat(prod()).isEmpty();
        }

        @Test
        void that_is_repeated_after_a_lost_answer_is_done_once() {
            world.promotions.promote(request(named()));
            int pushes = world.state.pushes();

            var again = world.promotions.promote(request(named()));

            assertThat(again.release()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(again.transferred()).isNull();
            assertThat(world.state.pushes()).isEqualTo(pushes);
        }

        @Test
        void that_is_repeated_after_a_lost_answer_does_not_promote_a_later_image() {
            var first = world.promotions.promote(request(named()));
            world.pushAndRelease("1.5.0");
            int pushes = world.state.pushes();

            var again = world.promotions.promote(request(named()));

            assertThat(again.release().image()).isEqualTo(first.release().image());
            assertThat(again.release()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(again.transferred()).isNull();
            assertThat(world.state.pushes()).isEqualTo(pushes);
        }

        @Test
        void under_the_request_id_of_another_promotion_is_refused() {
            environment(STAGING, World.file("staging"));
            world.promotions.promote(request(DEV, STAGING, null, World.context()));
            world.promotions.promote(request(DEV, PROD, null, named()));
            world.pushAndRelease("1.5.0");
            world.promotions.promote(request(DEV, STAGING, null, World.context()));

            assertThat(((ReleaseOutcome.Rejected) world.promotions
                                    .promote(request(STAGING, PROD, null, named()))
                                    .release())
                            .problem()
                            .code())
                    .isEqualTo(ProblemCode.REQUEST_ID_TAKEN);
        }

        private RequestContext named() {
            return new RequestContext(
                    World.platform(),
                    Trigger.CLI,
                    null,
                    RequestId.parse("7d444840-9dc0-11d1-b245-5ffdce74fad2"),
                    false);
        }
    }

    @Nested
    class Nothing_is_copied {
        @Test
        void along_a_path_that_the_platform_forbids() {
            world.settings("environments:\n  dev: {}\n  staging: {}\n  prod:\n    promoteFrom:\n      - staging\n");

            var problem = refusal(request(World.context()));

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_PROMOTION);
            assertThat(problem.what()).contains("'dev'", "'prod'");
            assertThat(problem.where()).isEqualTo("platform/platform.yaml: spec.environments.prod.promoteFrom");
            assertThat(problem.fix()).contains("from 'staging'", "spec.environments.prod.promoteFrom");
        }

        @Test
        void if_the_platform_allows_no_path() {
            world.settings("environments:\n  dev: {}\n  prod:\n    promoteFrom: []\n");

            var problem = refusal(request(World.context()));
            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_PROMOTION);
            assertThat(problem.fix()).contains("allows no kind");
        }

        @Test
        void unless_a_person_overrides_the_path_with_a_reason() {
            world.settings("environments:\n  dev: {}\n  staging: {}\n  prod:\n    promoteFrom:\n      - staging\n");

            var promotion = world.promotions.promote(request(DEV, PROD, new Reason("hotfix"), World.context()));

            assertThat(promotion.release()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDE)).contains("hotfix");
            assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDDEN_RULES)).contains("promote-from");
            assertThat(world.verify().findings()).isEmpty();
        }

        @Test
        void to_another_app() {
            environment(PROD, World.file("prod").replace("app: app1", "app: app2"));

            assertThat(refusal(request(World.context())).what()).contains("team-a/app1", "team-a/app2");
        }

        @Test
        void to_another_team() {
            environment(PROD, World.file("prod").replace("tenant: team-a", "tenant: team-b"));

            assertThat(refusal(request(World.context())).what()).contains("team-b/app1");
        }

        @Test
        void to_itself() {
            assertThat(refusal(request(DEV, DEV, null, World.context())).what()).contains("to itself");
        }

        @Test
        void from_an_environment_without_a_release() {
            assertThat(refusal(request(PROD, DEV, null, World.context())).code())
                    .isEqualTo(ProblemCode.NOTHING_TO_PROMOTE);
        }

        @Test
        void from_an_unknown_environment() {
            var problem =
                    refusal(request(EnvironmentAddress.parse("likvid/hello-api/devv"), PROD, null, World.context()));

            assertThat(problem.code()).isEqualTo(ProblemCode.ENVIRONMENT_NOT_FOUND);
            assertThat(problem.what()).contains("'likvid/hello-api/devv'");
            assertThat(problem.fix()).contains("did you mean 'likvid/hello-api/dev'?");
        }

        @Test
        void if_the_running_image_is_of_another_repository() {
            world.state.foreignCommit(
                    "by hand",
                    Map.of(
                            World.releasePath(DEV).value(),
                            Bytes.utf8(world.read(World.releasePath(DEV))
                                    .orElseThrow()
                                    .asText()
                                    .replace("team-a/app1/dev", "team-b/secret/prod"))));

            assertThat(refusal(request(World.context())).code()).isEqualTo(ProblemCode.RELEASE_MISMATCH);
        }

        @Test
        void while_releases_are_stopped() {
            world.settings("releases:\n  stopped: maintenance\n");

            assertThat(refusal(request(World.context())).code()).isEqualTo(ProblemCode.STOPPED);
        }

        @Test
        void by_a_caller_without_the_right_to_release_there() {
            assertThat(refusal(request(World.context(team(new Grant(AddressPattern.of(DEV), Set.of(Right.RELEASE))))))
                            .code())
                    .isEqualTo(ProblemCode.FORBIDDEN);
        }

        @Test
        void by_a_caller_without_rights_on_the_source() {
            var problem =
                    refusal(request(World.context(team(new Grant(AddressPattern.of(PROD), Set.of(Right.RELEASE))))));

            assertThat(problem.code()).isEqualTo(ProblemCode.FORBIDDEN);
            assertThat(problem.where()).isEqualTo(DEV.toString());
        }

        @Test
        void while_the_settings_are_broken() {
            world.breakSettings();

            assertThat(refusal(request(World.context())).code()).isEqualTo(ProblemCode.PLATFORM_BROKEN);
        }

        @Test
        void of_an_image_that_is_gone() {
            world.registry.remove(World.repository("dev"), digest);

            var problem = refusal(request(World.context()));
            assertThat(problem.code()).isEqualTo(ProblemCode.IMAGE_NOT_FOUND);
            assertThat(problem.where()).isEqualTo(World.repository("dev").toString());
        }

        private Caller team(Grant grant) {
            return Caller.granted(new Actor("team"), List.of(grant));
        }
    }

    @Nested
    class A_freeze {
        @BeforeEach
        void freeze() {
            world.settings("""
                    releases:
                      freezes:
                        - start: "2026-09-01T00:00:00"
                          end: "2026-12-01T00:00:00"
                          zone: UTC
                    """);
        }

        @Test
        void refuses_a_promotion() {
            assertThat(refusal(request(World.context())).code()).isEqualTo(ProblemCode.FROZEN);
        }

        @Test
        void can_be_overridden_with_a_reason() {
            var promotion = world.promotions.promote(request(DEV, PROD, new Reason("urgent"), World.context()));

            assertThat(promotion.release()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDE)).contains("urgent");
        }
    }

    @Nested
    class A_tag {
        @Test
        void is_read_from_history_if_the_file_has_none() {
            world.registry.push(
                    World.repository("dev"), TestImage.of("moved", world.clock.instant()), Tag.parse("1.4.2"));
            world.pushAndRelease("1.5.0");
            world.rollback();

            promote();

            assertThat(prod().orElseThrow()).contains(tag(), digest.value());
        }

        @Test
        void that_looks_like_the_tag_of_a_signature_is_not_used() {
            digest = world.pushAndRelease("sha256-" + "0".repeat(64) + ".sig");

            promote();

            assertThat(prod().orElseThrow())
                    .contains("promoted-" + digest.hex().substring(0, 12))
                    .doesNotContain("sha256-");
        }

        @Test
        void that_names_another_image_there_is_refused_before_anything_is_copied() {
            world.registry.push(
                    World.repository("prod"), TestImage.of("another", world.clock.instant()), Tag.parse(tag()));

            assertThat(refusal(request(World.context())).code()).isEqualTo(ProblemCode.TAG_TAKEN);
            assertThat(refusal(request(World.dryRun())).code()).isEqualTo(ProblemCode.TAG_TAKEN);
            assertThat(prod()).isEmpty();
        }

        @Test
        void that_names_another_artifact_there_is_refused_as_well() {
            world.registry.pushOther(World.repository("prod"), "application/vnd.cncf.helm.config.v1+json", tagOf());

            var problem = refusal(request(World.context()));

            assertThat(problem.code()).isEqualTo(ProblemCode.TAG_TAKEN);
            assertThat(problem.what()).contains("helm");
        }

        private Tag tagOf() {
            return Tag.parse(tag());
        }
    }

    @Nested
    class A_copy {
        private Promotion promoteBy(ImageTransfer transfer) {
            var promotions = IdpCore.builder(world.state, world.registry, world.registry, world.clock)
                    .transfer(transfer)
                    .build()
                    .promotions();
            return promotions.promote(request(World.context()));
        }

        /** A copy during which this action runs. */
        private ImageTransfer during(Runnable something) {
            return (from, image, to, tag) -> {
                something.run();
                return world.registry.transfer(from, image, to, tag);
            };
        }

        private Problem refusedBehindTheCopy(Promotion promotion) {
            assertThat(promotion.transferred()).isNotNull();
            assertThat(prod()).isEmpty();
            assertThat(promotion.release()).isInstanceOf(ReleaseOutcome.Rejected.class);
            return ((ReleaseOutcome.Rejected) promotion.release()).problem();
        }

        @Test
        void that_fails_releases_nothing() {
            var failure = Problem.of(ProblemCode.REGISTRY_DENIED, "no", "there", "ask");

            var thrown = catchThrowableOfType(
                    IdpException.class,
                    () -> promoteBy((from, image, to, tag) -> {
                        throw failure.asException();
                    }));

            assertThat(thrown.problem()).isEqualTo(failure);
            assertThat(prod()).isEmpty();
        }

        @Test
        void during_which_the_platform_closes_the_path_releases_nothing() {
            var promotion =
                    promoteBy(during(() -> world.settings("environments:\n  dev: {}\n  prod:\n    promoteFrom: []\n")));

            assertThat(refusedBehindTheCopy(promotion).code()).isEqualTo(ProblemCode.NOT_PROMOTED);
        }

        @Test
        void during_which_another_image_is_released_releases_nothing() {
            var promotion = promoteBy(during(() -> world.pushAndRelease("1.5.0")));

            var problem = refusedBehindTheCopy(promotion);
            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_CURRENT);
            assertThat(problem.what()).contains(digest.value());
        }

        @Test
        void during_which_the_same_image_is_released_again_succeeds() {
            var promotion = promoteBy(during(() -> world.release(digest.value())));

            assertThat(promotion.release()).isInstanceOf(ReleaseOutcome.Updated.class);
        }
    }
}
