// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * No pull, caching or replication makes automation move an environment back: it releases an image only if that image
 * was built, or its tag pushed, after everything that ran before.
 */
class CopiedImageProperties {
    private enum Kind {
        BUILD,
        PULL_AN_OLD_IMAGE,
        REPLICATE_AN_OLD_IMAGE,
        RELEASE_AN_OLD_IMAGE,
        LOOK
    }

    private record Step(Kind kind, int choice) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 9))
                .as(Step::new)
                .list()
                .ofMinSize(4)
                .ofMaxSize(24);
    }

    /** A cache of another registry: it knows when it stored an image, and the image says when it was built. */
    @Property(tries = 200)
    void in_a_repository_that_is_ordered_by_builds(@ForAll("steps") List<Step> steps) {
        play(new Story(false), steps);
    }

    @Property(tries = 200)
    void in_a_repository_that_is_ordered_by_pushes(@ForAll("steps") List<Step> steps) {
        play(new Story(true), steps);
    }

    private static void play(Story story, List<Step> steps) {
        steps.forEach(story::step);
        story.step(new Step(Kind.LOOK, 0));
    }

    private static final class Story {
        private final World world = World.withDev();
        private final boolean byPush;
        private final List<Tag> tags = new ArrayList<>();
        private final Map<Digest, Instant> places = new HashMap<>();

        Story(boolean byPush) {
            this.byPush = byPush;
            world.settings("releases: {deployOnPush: true}");
            if (byPush) {
                world.registry.orderByPushes();
            }
        }

        void step(Step step) {
            world.clock.advance(Duration.ofMinutes(1));
            switch (step.kind()) {
                case BUILD -> build();
                case PULL_AN_OLD_IMAGE -> copied(step, ImageTime.Meaning.CACHED);
                case REPLICATE_AN_OLD_IMAGE -> copied(step, ImageTime.Meaning.REPLICATED);
                case RELEASE_AN_OLD_IMAGE -> chosen(step).ifPresent(tag -> world.release(tag.value()));
                case LOOK -> look();
            }
        }

        private void build() {
            var tag = Tag.parse("t" + tags.size());
            var now = world.clock.instant();
            places.put(world.registry.push(repository("dev"), TestImage.of(tag.value(), now), tag), now);
            if (byPush) {
                world.registry.pushedAt(repository("dev"), tag, now);
            }
            tags.add(tag);
        }

        /** From now on the registry knows only when it got its copy. */
        private void copied(Step step, ImageTime.Meaning meaning) {
            chosen(step)
                    .ifPresent(tag -> world.registry.happenedAt(
                            repository("dev"), tag, new ImageTime(meaning, world.clock.instant())));
        }

        private Optional<Tag> chosen(Step step) {
            return tags.isEmpty() ? Optional.empty() : Optional.of(tags.get(step.choice() % tags.size()));
        }

        private void look() {
            var before = world.running();
            world.automation.update(
                    AutomationRequest.of(DEV, null, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));
            var after = world.running();
            if (before.isPresent() && !before.equals(after)) {
                assertThat(places.get(after.orElseThrow()))
                        .as("newer than the replaced image")
                        .isAfter(places.get(before.get()));
            }
        }
    }
}
