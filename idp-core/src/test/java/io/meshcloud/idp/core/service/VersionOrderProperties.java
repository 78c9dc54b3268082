// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.contract.version.VersionRange;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Where automation chooses by version, no order of pushes, no moved tag, no rollback and no change of the rule moves an
 * environment down, and the decision of a person holds until something is pushed after it.
 */
class VersionOrderProperties {
    private static final List<String> TAGS = List.of(
            "1.0.0", "1.1.0", "v1.1.0", "1.2.0-rc.1", "1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0", "3.0.0", "latest");

    private enum Kind {
        PUSH,
        RELEASE,
        ROLL_BACK,
        CHANGE_RULE,
        LOOK
    }

    private record Rule(boolean semver, String range, boolean prereleases) {
        String text() {
            return semver ? "order: semver, range: \"" + range + "\", prereleases: " + prereleases : "order: time";
        }

        boolean takes(Version version) {
            return (prereleases || !version.isPrerelease())
                    && VersionRange.parse(range).contains(version);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule(true, "*", false),
            new Rule(true, "*", true),
            new Rule(true, "1.x", false),
            new Rule(true, "^2", true),
            new Rule(false, "*", true));

    private record Step(Kind kind, int choice) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(
                                Kind.PUSH,
                                Kind.PUSH,
                                Kind.LOOK,
                                Kind.LOOK,
                                Kind.RELEASE,
                                Kind.ROLL_BACK,
                                Kind.CHANGE_RULE),
                        Arbitraries.integers().between(0, 9))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(30);
    }

    @Property(tries = 300)
    void by_created_time(@ForAll("steps") List<Step> steps) {
        new Story(false).play(steps);
    }

    @Property(tries = 300)
    void by_push_time(@ForAll("steps") List<Step> steps) {
        new Story(true).play(steps);
    }

    /** One environment, its registry, and what happened so far. */
    private static final class Story {
        private final World world = World.withDev();
        private final boolean byPush;

        /**
         * The versions that ran since the file has a mark: by time alone, a version may run again after another one.
         */
        private final List<Version> ran = new ArrayList<>();

        private Rule rule = RULES.get(0);
        private boolean decided;

        Story(boolean byPush) {
            this.byPush = byPush;
            if (byPush) {
                world.registry.orderByPushes();
            }
            settings();
        }

        private void settings() {
            world.settings(
                    "automation: [{environments: [\"*/*/*\"], " + rule.text() + "}]\nreleases: {deployOnPush: true}");
        }

        void play(List<Step> steps) {
            steps.forEach(this::step);
            step(new Step(Kind.LOOK, 0));
            assertThat(world.verify().findings()).isEmpty();
        }

        private void step(Step step) {
            world.clock.advance(Duration.ofMinutes(1));
            switch (step.kind()) {
                case PUSH -> push(TAGS.get(step.choice()));
                case RELEASE -> decide(world.release(TAGS.get(step.choice())));
                case ROLL_BACK -> decide(world.rollback());
                case CHANGE_RULE -> {
                    rule = RULES.get(step.choice() % RULES.size());
                    settings();
                    decided = false;
                }
                case LOOK -> look();
            }
            var release = world.devRelease();
            if (release.flatMap(AppRelease::optionalNewestSeenVersion).isEmpty()) {
                ran.clear();
            }
            release.flatMap(Story::version).ifPresent(ran::add);
        }

        private void push(String tag) {
            var now = world.clock.instant();
            world.registry.push(repository("dev"), TestImage.of(tag + now, now), Tag.parse(tag));
            if (byPush) {
                world.registry.pushedAt(repository("dev"), Tag.parse(tag), now);
            }
            decided = false;
        }

        private void decide(ReleaseOutcome outcome) {
            decided = outcome instanceof ReleaseOutcome.Updated || decided;
        }

        private void look() {
            var before = world.devRelease();
            world.automation.update(
                    AutomationRequest.of(DEV, null, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));
            var after = world.devRelease();
            if (before.isEmpty() || before.equals(after)) {
                return;
            }
            assertThat(decided).as("nothing was pushed since a person decided").isFalse();
            var taken = version(after.orElseThrow());
            var moved = tag(before).equals(tag(after));
            var replaced = before.flatMap(Story::version);
            if (rule.semver()) {
                assertThat(taken).isPresent();
                assertThat(rule.takes(taken.get())).isTrue();
                replaced.ifPresent(version -> assertThat(taken.get()).isGreaterThanOrEqualTo(version));
                if (!moved && before.get().newestSeenVersion() != null) {
                    assertThat(ran.stream().filter(rule::takes))
                            .allMatch(version -> taken.get().isHigherThan(version));
                }
            }
            var mark = before.flatMap(AppRelease::optionalNewestSeenVersion);
            if (mark.isPresent() && taken.isPresent() && !moved) {
                assertThat(taken.get()).as("the mark on file").isGreaterThanOrEqualTo(mark.get());
            }
        }

        private static Optional<Version> version(AppRelease release) {
            return release.image().optionalTag().map(Tag::value).flatMap(Version::inTag);
        }

        private static Optional<Tag> tag(Optional<AppRelease> release) {
            return release.map(AppRelease::image).flatMap(ImageReference::optionalTag);
        }
    }
}
