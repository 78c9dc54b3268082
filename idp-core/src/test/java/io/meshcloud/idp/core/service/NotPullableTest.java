// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.promotion.PromotionRequest;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every written image can be pulled: an index without any of its images is not released, however it was requested. */
class NotPullableTest {
    private final World world = World.withDev();

    /** Pushes an index a minute later than what was pushed before. */
    private Digest pushIndex(String tag) {
        world.clock.advance(Duration.ofMinutes(1));
        var images = List.of(
                TestImage.of(tag + " amd64", world.clock.instant()),
                TestImage.of(tag + " arm64", world.clock.instant()));
        return world.registry.pushIndex(repository("dev"), images, Tag.parse(tag));
    }

    private void deleteImagesOf(Digest index) {
        parts(index).forEach(part -> world.registry.remove(repository("dev"), part));
    }

    private Set<Digest> parts(Digest index) {
        return world.registry
                .resolve(repository("dev"), index)
                .image()
                .orElseThrow()
                .parts();
    }

    private static void assertRefused(ReleaseOutcome outcome, Digest missing) {
        assertThat(outcome).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
            assertThat(it.problem().code()).isEqualTo(ProblemCode.NOT_PULLABLE);
            assertThat(it.problem().what()).contains(missing.value());
        });
    }

    @Test
    void a_release_by_tag_or_digest_is_refused_and_says_what_is_missing() {
        var index = pushIndex("1.0.0");
        var missing = parts(index).iterator().next();
        deleteImagesOf(index);

        assertRefused(world.release("1.0.0"), missing);
        assertRefused(world.release(index.value()), missing);
        assertThat(world.running()).isEmpty();
    }

    @Test
    void a_release_is_possible_if_one_image_of_the_index_exists() {
        var index = pushIndex("1.0.0");
        world.registry.remove(repository("dev"), parts(index).iterator().next());

        assertThat(world.release("1.0.0")).isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Test
    void automation_takes_the_newest_image_that_can_be_pulled() {
        world.settings("releases:\n  deployOnPush: true\n");
        var complete = pushIndex("1.0.0");
        deleteImagesOf(pushIndex("1.1.0"));

        var outcome = world.automation.update(
                AutomationRequest.of(DEV, null, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));

        assertThat(world.running()).contains(complete);
        assertThat(outcome.warnings()).singleElement().asString().contains("1.1.0", "cannot be pulled");
    }

    @Test
    void a_rollback_is_refused() {
        var first = pushIndex("1.0.0");
        var missing = parts(first).iterator().next();
        world.release("1.0.0");
        world.pushAndRelease("1.1.0");
        deleteImagesOf(first);

        var outcome = world.rollback();

        assertRefused(outcome, missing);
        assertThat(outcome).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
            assertThat(it.problem().where()).isEqualTo(repository("dev").toString());
            assertThat(it.problem().fix()).contains("--to");
        });
    }

    @Test
    void a_promotion_is_refused_before_anything_is_copied() {
        world.state.foreignCommit("prod", Map.of(World.environmentPath(PROD).value(), Bytes.utf8(World.file("prod"))));
        var index = pushIndex("1.0.0");
        var missing = parts(index).iterator().next();
        world.release("1.0.0");
        deleteImagesOf(index);

        var promotion =
                world.promotions.promote(new PromotionRequest(DEV, PROD, ExpectedCurrent.anything(), null, context()));

        assertRefused(promotion.release(), missing);
        assertThat(promotion.transferred()).isNull();
    }

    @Test
    void a_new_environment_with_such_an_image_is_refused() {
        world.state.foreignRemoval("none yet", World.environmentPath(DEV).value());
        var index = pushIndex("1.0.0");
        deleteImagesOf(index);

        assertThat(world.create(DEV, World.file("dev"), "1.0.0"))
                .isInstanceOfSatisfying(
                        ChangeOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.NOT_PULLABLE));
    }
}
