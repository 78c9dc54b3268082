// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.AppliedRule;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.PromotionTag;
import io.meshcloud.idp.spi.registry.TaggedImage;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutomationServiceTest {
    private final World world = World.withDev();

    @BeforeEach
    void switch_automation_on() {
        world.settings("releases:\n  deployOnPush: true\n");
    }

    private ReleaseOutcome update() {
        return update(null);
    }

    private ReleaseOutcome update(@Nullable String hint) {
        var tag = hint == null ? null : Tag.parse(hint);
        return world.automation.update(
                AutomationRequest.of(DEV, tag, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));
    }

    /** An image that was built this long after the beginning. */
    private Digest push(String tag, long minutes) {
        var built = World.START.plus(Duration.ofMinutes(minutes));
        if (built.isAfter(world.clock.instant())) {
            world.clock.advance(Duration.between(world.clock.instant(), built));
        }
        return world.push(tag, built);
    }

    private void pushedAt(String tag, long minutes) {
        world.registry.pushedAt(repository("dev"), Tag.parse(tag), World.START.plus(Duration.ofMinutes(minutes)));
    }

    private static void assertRefused(ReleaseOutcome outcome, ProblemCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(code));
    }

    private void assertHeld(String why) {
        int commits = world.state.commits().size();
        assertThat(update())
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Held.class, it -> assertThat(it.why()).contains(why));
        assertThat(world.state.commits()).hasSize(commits);
    }

    @Nested
    class The_newest_image {
        @Test
        void is_released_in_one_commit_that_names_automation() {
            push("1.0.0", 1);
            var newest = push("1.1.0", 2);

            assertThat(update()).isInstanceOf(ReleaseOutcome.Updated.class);

            assertThat(world.running()).contains(newest);
            assertThat(world.devRelease().orElseThrow().observedBy()).isEqualTo("platform-release-controller");
            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt())
                    .contains(World.START.plus(Duration.ofMinutes(2)));
            assertThat(world.lastMessage().trailer(TrailerKey.TRIGGER)).contains("platform-release-controller");
            assertThat(world.verify().findings()).isEmpty();
        }

        @Test
        void is_released_once() {
            push("1.0.0", 1);
            update();
            int commits = world.state.commits().size();

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(world.state.commits()).hasSize(commits);
        }

        @Test
        void is_released_without_a_request_for_the_running_one_if_its_created_time_is_listed() {
            push("1.0.0", 1);
            update();
            push("1.1.0", 2);
            int asked = world.registry.requests().size();

            assertThat(update()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.registry.requests().stream().skip(asked)).noneMatch(request -> request.contains("@"));
        }

        @Test
        void is_released_after_a_request_for_the_running_one_if_another_of_its_tags_may_have_been_pushed() {
            world.registry.orderByPushes();
            push("1.0.0", 1);
            world.clock.advance(Duration.ofMinutes(10));
            update();
            push("1.1.0", 2);
            world.clock.advance(Duration.ofMinutes(10));
            int asked = world.registry.requests().size();

            assertThat(update()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.registry.requests().stream().skip(asked)).anyMatch(request -> request.contains("@"));
        }

        @Test
        void is_released_even_if_an_event_names_an_older_one() {
            push("1.0.0", 1);
            var newest = push("1.1.0", 2);

            update("1.0.0");

            assertThat(world.running()).contains(newest);
        }

        @Test
        void is_written_with_the_tag_of_the_event_or_of_the_file_or_with_the_first_tag() {
            var image = TestImage.of("one", World.START);
            world.registry.push(repository("dev"), image, Tag.parse("b"), Tag.parse("a"), Tag.parse("c"));
            update("c");
            assertThat(tag()).isEqualTo("c");

            world.clock.advance(Duration.ofMinutes(1));
            var next = TestImage.of("two", world.clock.instant());
            world.registry.push(repository("dev"), next, Tag.parse("b"), Tag.parse("a"), Tag.parse("c"));
            update();
            assertThat(tag()).isEqualTo("c");

            world.clock.advance(Duration.ofMinutes(1));
            var last = TestImage.of("three", world.clock.instant());
            world.registry.push(repository("dev"), last, Tag.parse("b"), Tag.parse("a"));
            update("gone");
            assertThat(tag()).isEqualTo("a");
        }

        private String tag() {
            return world.devRelease()
                    .orElseThrow()
                    .image()
                    .optionalTag()
                    .orElseThrow()
                    .value();
        }

        @Test
        void must_have_a_tag_that_matches_the_pattern_of_the_platform() {
            world.settings("""
                    environments:
                      dev:
                        tags: "1[.].*"
                    releases:
                      deployOnPush: true
                    """);
            var one = push("1.0.0", 1);
            push("2.0.0", 2);

            update();

            assertThat(world.running()).contains(one);
        }

        @Test
        void is_none_if_no_tag_fits_the_pattern_and_the_answer_says_so() {
            world.settings("""
                    environments:
                      dev:
                        tags: "^v1[.]"
                    releases:
                      deployOnPush: true
                    """);
            push("v1.0.0", 1);
            push("v1.1.0", 2);
            world.registry.pushSignature(repository("dev"), push("v1.2.0", 3));

            var outcome = update();

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(outcome.warnings())
                    .containsExactly(new Warning(
                            "3 tags, none fits ^v1[.] (spec.environments.dev.tags), so automation takes no image",
                            repository("dev").toString(),
                            "the pattern must match the whole tag: correct it in platform.yaml, or push an image with"
                                    + " such a tag"));
            var explained =
                    world.core.explanations().explain(DEV, null, World.dryRun()).automation();
            assertThat(Objects.requireNonNull(explained.outcome()).trace())
                    .extracting(AppliedRule::saw)
                    .contains("3 tags, none fits ^v1[.] (spec.environments.dev.tags)");
        }

        @Test
        void is_explained_with_the_number_of_tags_that_fit_the_pattern() {
            world.settings("environments: {dev: {tags: 'v1[.].*'}}\nreleases: {deployOnPush: true}\n");
            push("v1.0.0", 1);
            push("v2.0.0", 2);

            assertThat(update().trace())
                    .extracting(AppliedRule::saw)
                    .contains("1 of " + repository("dev") + " fit v1[.].* (spec.environments.dev.tags)");
        }

        @Test
        void is_none_in_an_empty_repository_and_the_pattern_is_not_mentioned() {
            world.settings("environments: {dev: {tags: '^v1[.]'}}\nreleases: {deployOnPush: true}\n");

            assertThat(update().warnings()).isEmpty();
        }

        @Test
        void is_undecided_between_two_with_the_same_time() {
            push("1.0.0", 1);
            push("1.1.0", 1);

            assertRefused(update(), ProblemCode.EQUALLY_NEW);
            assertThat(world.running()).isEmpty();
        }

        @Test
        void is_undecided_between_two_with_the_same_time_and_the_warning_names_their_tags() {
            var one = push("1.0.0", 1);
            var image = TestImage.of("1.0.0", World.START.plus(Duration.ofMinutes(1)));
            world.registry.push(repository("dev"), image, Tag.parse("stable"));
            var other = push("1.1.0", 1);

            assertThat(update()).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
                assertThat(it.problem().what())
                        .contains("1.0.0, stable (" + one.abbreviated() + ")", "1.1.0 (" + other.abbreviated() + ")");
                assertThat(it.problem().fix()).contains("index", "`environments.dev.tags`");
            });
        }

        @Test
        void is_never_an_artifact_of_another_type() {
            world.registry.pushOther(repository("dev"), "application/vnd.cncf.helm.config.v1+json", Tag.parse("chart"));

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
        }

        @Test
        void is_found_after_artifacts_that_the_registry_orders_as_newer_images() {
            world.registry.orderByPushes();
            var image = push("1.0.0", 1);
            pushedAt("1.0.0", 1);
            for (int i = 0; i < 10; i++) {
                world.registry.pushOther(repository("dev"), "text/spdx-" + i, Tag.parse("sbom-" + i));
                pushedAt("sbom-" + i, 2 + i);
            }
            world.clock.advance(Duration.ofMinutes(30));

            var outcome = update();

            assertThat(world.running()).contains(image);
            assertThat(outcome.warnings())
                    .extracting(Warning::what)
                    .singleElement()
                    .asString()
                    .contains("sbom-9 is not an image but 'text/spdx-9'")
                    .contains("and 5 more");
        }

        @Test
        void is_found_despite_an_unreadable_tag() {
            world.registry.pushUnreadable(repository("dev"), "has a key twice", Tag.parse("odd"));
            var image = push("1.0.0", 1);

            var outcome = update();

            assertThat(world.running()).contains(image);
            assertThat(outcome.warnings())
                    .extracting(Warning::what)
                    .containsExactly("ignored because they cannot be run: odd has a manifest that has a key twice");
        }

        @Test
        void is_listed_again_if_its_tag_moves_meanwhile() {
            push("1.0.0", 1);
            var newer = new Digest[1];
            world.registry.beforeNextRequest(() -> world.registry.beforeNextRequest(() -> newer[0] = push("1.0.0", 2)));

            assertThat(update()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.running()).contains(newer[0]);
        }

        @Test
        void is_listed_again_if_the_registry_says_another_time_than_the_listing() {
            world.registry.orderByPushes();
            push("1.0.0", 1);
            world.registry.beforeNextRequest(() -> world.registry.beforeNextRequest(() -> pushedAt("1.0.0", 5)));
            world.clock.advance(Duration.ofMinutes(10));

            assertThat(update()).isInstanceOf(ReleaseOutcome.Updated.class);

            assertThat(world.registry.requests().stream().filter(request -> request.endsWith(" tags")))
                    .hasSize(2);
            assertThat(world.state.snapshot().read(World.releasePath(DEV)).regularBytes())
                    .hasValueSatisfying(bytes -> assertThat(bytes.asText())
                            .contains("newestSeenAt: \"" + World.START.plus(Duration.ofMinutes(5))));
        }

        private TaggedImage listed(String tag, Digest digest, Instant created) {
            return new TaggedImage(Tag.parse(tag), digest, Set.of(), ImageTime.created(created));
        }

        /** The listing is wrong, as one from a damaged memory would be. */
        private void updateByListing(TaggedImage... images) {
            var core = IdpCore.builder(
                            world.state,
                            world.registry,
                            wanted -> wanted.stream()
                                    .collect(Collectors.toMap(
                                            ImageListing.Wanted::repository,
                                            each -> new Listing.Known(ImageOrder.IMAGE_CREATED, List.of(images)))),
                            world.clock)
                    .build();
            core.automation()
                    .update(AutomationRequest.of(
                            DEV, null, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));
        }

        @Test
        void is_not_released_if_the_listing_says_a_wrong_time_again_and_again() {
            var old = push("1.0.0", 1);
            var newest = push("2.0.0", 2);
            update();
            world.clock.advance(Duration.ofMinutes(10));

            assertThatThrownBy(() -> updateByListing(listed("1.0.0", old, world.clock.instant())))
                    .isInstanceOf(IdpException.class);
            assertThat(world.running()).contains(newest);
        }

        @Test
        void is_not_released_if_the_listing_says_a_wrong_time_of_another_tag_of_the_image() {
            var old = push("1.0.0", 1);
            world.registry.push(
                    repository("dev"),
                    TestImage.of("1.0.0", World.START.plus(Duration.ofMinutes(1))),
                    Tag.parse("stable"));
            var newest = push("2.0.0", 2);
            update();
            world.clock.advance(Duration.ofMinutes(10));

            assertThatThrownBy(() -> updateByListing(
                            listed("1.0.0", old, World.START.plus(Duration.ofMinutes(1))),
                            listed("stable", old, world.clock.instant())))
                    .isInstanceOf(IdpException.class);
            assertThat(world.running()).contains(newest);
        }

        @Test
        void is_not_released_if_the_listing_says_a_wrong_time_of_a_tag_that_does_not_exist() {
            var old = push("1.0.0", 1);
            var newest = push("2.0.0", 2);
            update();
            world.clock.advance(Duration.ofMinutes(10));

            assertThatThrownBy(() -> updateByListing(
                            listed("1.0.0", old, World.START.plus(Duration.ofMinutes(1))),
                            listed("none", old, world.clock.instant())))
                    .isInstanceOf(IdpException.class);
            assertThat(world.running()).contains(newest);
        }

        @Test
        void is_released_with_the_tag_of_the_event_although_another_of_its_tags_was_pushed_later() {
            world.registry.orderByPushes();
            var image = TestImage.of("one", World.START);
            var digest = world.registry.push(repository("dev"), image, Tag.parse("1.0.0"), Tag.parse("latest"));
            pushedAt("1.0.0", 1);
            pushedAt("latest", 2);
            world.clock.advance(Duration.ofMinutes(10));

            update("1.0.0");

            assertThat(world.running()).contains(digest);
            assertThat(world.devRelease().orElseThrow().image().optionalTag()).contains(Tag.parse("1.0.0"));
            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt())
                    .contains(World.START.plus(Duration.ofMinutes(2)));
        }
    }

    @Nested
    class A_time {
        @ParameterizedTest
        @ValueSource(strings = {"1970-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2099-01-01T00:00:00Z"})
        void that_is_implausible_skips_the_image_with_a_warning(String time) {
            var good = push("1.0.0", 1);
            world.push("odd", Instant.parse(time));

            var outcome = update();

            assertThat(world.running()).contains(good);
            assertThat(outcome.warnings())
                    .extracting(Warning::what)
                    .anyMatch(text -> text.contains("odd (built " + time));
        }

        @Test
        void that_is_missing_skips_the_image_with_a_warning() {
            world.push("odd", null);

            assertThat(update().warnings()).extracting(Warning::what).anyMatch(text -> text.contains("odd (no time)"));
            assertThat(world.running()).isEmpty();
        }

        @Test
        void of_the_running_image_stops_automation_if_it_is_unknown() {
            world.push("odd", null);
            world.release("odd");
            push("1.0.0", 1);

            assertRefused(update(), ProblemCode.AGE_UNKNOWN);
        }
    }

    @Nested
    class A_release_by_a_person {
        @Test
        void is_kept_until_a_newer_image_is_pushed() {
            var old = push("1.0.0", 1);
            update();
            push("1.1.0", 2);
            update();
            world.rollback();
            assertThat(world.running()).contains(old);

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(world.running()).contains(old);

            var next = push("1.2.0", 5);
            update();
            assertThat(world.running()).contains(next);
        }

        @Test
        void is_kept_even_if_it_is_an_older_image() {
            var old = push("1.0.0", 1);
            push("1.1.0", 2);
            update();
            world.release("1.0.0");

            update();

            assertThat(world.running()).contains(old);
        }
    }

    @Nested
    class The_repository_is_listed {
        private long listings(Runnable request) {
            int before = world.registry.requests().size();
            request.run();
            return world.registry.requests().stream()
                    .skip(before)
                    .filter(asked -> asked.equals(repository("dev") + " tags"))
                    .count();
        }

        @Test
        void once_by_a_release_and_once_by_a_rollback() {
            push("1.0.0", 1);
            push("1.1.0", 2);
            world.release("1.0.0");

            assertThat(listings(() -> world.release("1.1.0"))).isEqualTo(1);
            assertThat(listings(world::rollback)).isEqualTo(1);
            assertThat(world.devRelease().orElseThrow().image().optionalTag()).contains(Tag.parse("1.0.0"));
        }

        @Test
        void once_by_a_release_that_is_decided_again_after_a_conflict() {
            push("1.0.0", 1);
            world.state.beforeNextCommit(() -> world.state.foreignCommit("other", Map.of("other", Bytes.utf8("1"))));

            assertThat(listings(() -> world.release("1.0.0"))).isEqualTo(1);
            assertThat(world.running()).isPresent();
        }

        @Test
        void never_by_a_release_that_changes_nothing() {
            push("1.0.0", 1);
            world.registry.push(repository("dev"), TestImage.of("1.0.0", world.clock.instant()), Tag.parse("stable"));
            world.release("1.0.0");

            assertThat(listings(() -> world.release("stable"))).isZero();
        }

        @Test
        void never_by_a_rollback_to_an_image_that_is_gone() {
            var gone = push("1.0.0", 1);
            world.release("1.0.0");
            push("1.1.0", 2);
            world.release("1.1.0");
            world.registry.remove(repository("dev"), gone);

            assertThat(listings(() -> assertRefused(world.rollback(), ProblemCode.IMAGE_NOT_FOUND)))
                    .isZero();
        }

        @Test
        void never_by_a_release_that_is_refused() {
            world.settings("""
                    environments:
                      dev:
                        deployPolicy: {mode: auto}
                        promoteFrom: [staging]
                      staging: {}
                    releases:
                      deployOnPush: true
                    """);
            push("1.0.0", 1);

            assertThat(listings(() -> world.release("missing"))).isZero();
            assertThat(listings(() -> assertRefused(world.release("1.0.0"), ProblemCode.NOT_PROMOTED)))
                    .isZero();
        }
    }

    @Nested
    class A_repository_that_is_gone {
        @Test
        void is_a_warning_where_an_image_of_it_is_on_file() {
            var one = push("1.0.0", 1);
            update();
            world.registry.remove(repository("dev"), one);

            assertThat(update().warnings())
                    .extracting(Warning::what)
                    .singleElement()
                    .asString()
                    .contains("no tagged image in the repository, or has no such repository");
        }

        @Test
        void gives_no_warning_before_the_first_push() {
            assertThat(update().warnings()).isEmpty();
        }
    }

    @Nested
    class A_decision_of_a_person_is_kept {
        private Digest old;
        private Digest bad;

        private void releaseBoth() {
            old = push("1.0.0", 1);
            pushedAt("1.0.0", 1);
            update();
            bad = push("1.1.0", 2);
            pushedAt("1.1.0", 2);
            update();
            assertThat(world.running()).contains(bad);
        }

        private void edit(String what, String with) {
            var path = World.releasePath(DEV);
            var text = world.read(path).orElseThrow().asText();
            var edited = text.replaceFirst(what, with);
            assertThat(edited).isNotEqualTo(text);
            world.state.foreignCommit("by hand", Map.of(path.value(), Bytes.utf8(edited)));
        }

        private void assertKept() {
            assertThat(world.running()).contains(old);
            update();
            assertThat(world.running()).contains(old);
        }

        /** Pipelines push {@code latest} after the version: the image that runs is newer than when it was released. */
        @Test
        void when_another_tag_of_the_bad_image_was_pushed_before_a_rollback_and_images_are_ordered_by_pushes() {
            world.registry.orderByPushes();
            releaseBoth();
            tagBadAgain();
            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);

            world.rollback();

            assertKept();
        }

        @Test
        void when_another_tag_of_the_bad_image_was_pushed_before_an_older_release_and_images_are_ordered_by_pushes() {
            world.registry.orderByPushes();
            releaseBoth();
            tagBadAgain();

            world.release("1.0.0");

            assertKept();
        }

        private void tagBadAgain() {
            world.clock.advance(Duration.ofMinutes(1));
            var same = TestImage.of("1.1.0", World.START.plus(Duration.ofMinutes(2)));
            assertThat(world.registry.push(repository("dev"), same, Tag.parse("latest")))
                    .isEqualTo(bad);
            pushedAt("latest", 3);
        }

        @Test
        void when_the_clock_of_the_build_was_fast() {
            old = push("1.0.0", 1);
            update();
            world.push("1.1.0", world.clock.instant().plusSeconds(30));
            world.release("1.1.0");

            world.clock.advance(Duration.ofMinutes(1));
            world.rollback();

            assertKept();
        }

        @Test
        void when_the_clock_of_the_releasing_machine_was_slow() {
            push("1.0.0", 1);
            update();
            bad = push("1.1.0", 2);
            var behind = IdpCore.of(
                    world.state.anotherInstance(), world.registry, Clock.offset(world.clock, Duration.ofMinutes(-1)));
            old = push("1.0.1", 3);

            behind.releases().release(ReleaseRequest.of(DEV, ImageChoice.parse("1.0.1"), context()));

            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt())
                    .contains(World.START.plus(Duration.ofMinutes(3)));
            assertThat(world.running()).contains(old);
            behind.automation()
                    .update(AutomationRequest.of(
                            DEV, null, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));
            assertKept();
        }

        @Test
        void when_its_build_writes_no_time() {
            push("1.0.0", 1);
            update();
            bad = push("1.1.0", 2);
            old = world.push("1.0.1", Instant.EPOCH);

            world.release("1.0.1");

            assertKept();
            var next = push("1.2.0", 5);
            update();
            assertThat(world.running()).contains(next);
        }

        @Test
        void when_the_new_environment_got_its_first_image_by_hand() {
            world.environments.retire(DEV, context());
            old = world.push("1.0.1", Instant.EPOCH);
            bad = push("1.1.0", 2);

            world.create(DEV, World.file("dev"), "1.0.1");

            assertKept();
        }

        @Test
        void unless_the_registry_is_unreachable_which_causes_a_warning() {
            releaseBoth();
            world.registry.failWith(Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "down", "", "wait"));

            var outcome = world.rollback();

            assertThat(outcome.warnings())
                    .extracting(Warning::what)
                    .anyMatch(text -> text.contains("automation may release one that was pushed before this decision"));
        }

        @Test
        void when_the_replaced_file_named_another_environment() {
            releaseBoth();
            edit("tenant: team-a", "tenant: team-b");

            world.rollback();

            assertKept();
        }

        @Test
        void when_the_age_of_the_bad_image_was_unknown() {
            releaseBoth();
            edit("(?m)^.*newestSeenAt.*\n", "");
            world.registry.failWith(Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "down", "", "wait"));
            world.rollback();
            world.registry.recover();

            assertKept();
        }
    }

    @Nested
    class An_index_of_tagged_images {
        private final TestImage amd64 = TestImage.of("amd64", World.START.plus(Duration.ofMinutes(1)));
        private final TestImage arm64 = TestImage.of("arm64", World.START.plus(Duration.ofMinutes(2)));

        private Digest pushIndex() {
            world.clock.advance(Duration.ofMinutes(5));
            return world.registry.pushIndex(repository("dev"), List.of(amd64, arm64), Tag.parse("1.0.0"));
        }

        @Test
        void is_released_instead_of_its_newest_image() {
            world.registry.push(repository("dev"), amd64, Tag.parse("1.0.0-amd64"));
            world.registry.push(repository("dev"), arm64, Tag.parse("1.0.0-arm64"));
            var index = pushIndex();

            assertThat(update()).isInstanceOf(ReleaseOutcome.Updated.class);

            assertThat(world.running()).contains(index);
            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
        }

        @Test
        void is_released_after_one_of_its_images_was_released() {
            world.clock.advance(Duration.ofMinutes(5));
            world.registry.push(repository("dev"), amd64, Tag.parse("1.0.0-amd64"));
            var image = world.registry.push(repository("dev"), arm64, Tag.parse("1.0.0-arm64"));
            update();
            assertThat(world.running()).contains(image);

            var index = pushIndex();
            update();

            assertThat(world.running()).contains(index);
        }

        /** Released by automation, before the index was pushed. */
        private Digest releaseImage(String tag) {
            world.clock.advance(Duration.ofMinutes(5));
            var image = world.registry.push(repository("dev"), arm64, Tag.parse(tag));
            update();
            assertThat(world.running()).contains(image);
            return image;
        }

        @Test
        void does_not_come_back_after_a_rollback_to_one_of_its_images() {
            var image = releaseImage("1.0.0-arm64");
            pushIndex();
            update();
            world.rollback();
            assertThat(world.running()).contains(image);

            update();

            assertThat(world.running()).contains(image);
        }

        @Test
        void does_not_come_back_after_a_person_released_one_of_its_images() {
            var image = releaseImage("1.0.0-arm64");
            pushIndex();
            update();
            world.release("1.0.0-arm64");

            update();

            assertThat(world.running()).contains(image);
        }

        @Test
        void of_a_lower_version_does_not_replace_one_of_its_images() {
            var image = releaseImage("2.0.0");

            pushIndex();
            update();

            assertThat(world.running()).contains(image);
        }

        @Test
        void does_not_come_back_after_a_rollback() {
            var old = world.push("0.9.0", World.START);
            world.clock.advance(Duration.ofSeconds(1));
            update();
            pushIndex();
            update();
            world.rollback();
            assertThat(world.running()).contains(old);

            world.registry.push(repository("dev"), amd64, Tag.parse("1.0.0-amd64"));
            world.registry.push(repository("dev"), arm64, Tag.parse("1.0.0-arm64"));
            update();

            assertThat(world.running()).contains(old);
        }
    }

    @Nested
    class A_tag_that_moves {
        @Test
        void is_listed_again_if_another_release_came_in_between() {
            push("latest", 10);
            update();
            var tag = Tag.parse("latest");
            world.registry.push(repository("dev"), TestImage.of("b", World.START.plusSeconds(1)), tag);
            var newer = new Digest[1];
            world.state.beforeNextCommit(() -> {
                newer[0] = world.registry.push(repository("dev"), TestImage.of("c", World.START.plusSeconds(2)), tag);
                IdpCore.builder(world.state, world.registry, world.registry, world.clock)
                        .build()
                        .releases()
                        .release(ReleaseRequest.of(DEV, ImageChoice.parse("latest"), context()));
            });

            update();

            assertThat(world.running()).contains(newer[0]);
        }

        @Test
        void to_an_image_without_a_time_is_released_and_causes_no_warning() {
            push("latest", 10);
            update();
            var odd = world.registry.push(repository("dev"), TestImage.of("b", null), Tag.parse("latest"));

            assertThat(update().warnings()).isEmpty();

            assertThat(world.running()).contains(odd);
        }

        @Test
        void counts_as_newer_if_images_are_ordered_by_created_time() {
            push("latest", 2);
            update();
            var older = world.registry.push(
                    repository("dev"), TestImage.of("older", World.START.plusSeconds(1)), Tag.parse("latest"));

            var outcome = update();

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings())
                    .extracting(Warning::what)
                    .singleElement()
                    .asString()
                    .contains("moved to an older image");
            assertThat(world.running()).contains(older);
            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt())
                    .contains(World.START.plus(Duration.ofMinutes(2)));
        }

        @Test
        void counts_by_its_push_time_if_images_are_ordered_by_push() {
            world.registry.orderByPushes();
            var old = push("1.0.0", 1);
            push("1.1.0", 2);
            world.registry.pushedAt(repository("dev"), Tag.parse("1.0.0"), World.START.plus(Duration.ofMinutes(1)));
            world.registry.pushedAt(repository("dev"), Tag.parse("1.1.0"), World.START.plus(Duration.ofMinutes(2)));
            update();
            world.clock.advance(Duration.ofMinutes(5));
            world.registry.push(
                    repository("dev"),
                    TestImage.of("1.0.0", World.START.plus(Duration.ofMinutes(1))),
                    Tag.parse("again"));
            world.registry.pushedAt(repository("dev"), Tag.parse("again"), World.START.plus(Duration.ofMinutes(3)));

            update();

            assertThat(world.running()).contains(old);
            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt())
                    .contains(World.START.plus(Duration.ofMinutes(3)));
        }
    }

    @Nested
    class Automation_waits {
        @BeforeEach
        void push() {
            AutomationServiceTest.this.push("1.0.0", 1);
        }

        @Test
        void where_the_platform_deploys_nothing_on_a_push() {
            world.settings("releases:\n  deployOnPush: false\n");
            assertHeld("deploys nothing");
        }

        @Test
        void where_the_mode_is_manual() {
            world.holds.hold(DEV, context());
            assertHeld("manual");
        }

        @Test
        void while_releases_are_stopped_and_catches_up_with_the_newest_only() {
            world.stops.stop(Reason.parse("fire"), context());
            assertHeld("fire");
            var newest = AutomationServiceTest.this.push("1.1.0", 2);
            world.stops.start(context());
            int commits = world.state.commits().size();

            update();

            assertThat(world.running()).contains(newest);
            assertThat(world.state.commits()).hasSize(commits + 1);
        }

        @Test
        void during_a_freeze() {
            world.settings("""
                    releases:
                      deployOnPush: true
                      freezes:
                      - start: "2026-01-01T00:00"
                        end: "2030-01-01T00:00"
                        zone: Europe/Berlin
                    """);
            assertHeld("frozen");
        }
    }

    @Nested
    class Automation_does_not_replace {
        @Test
        void an_image_that_a_promotion_copied() {
            var copied = TestImage.of("copied", World.START.plus(Duration.ofMinutes(1)));
            world.clock.advance(Duration.ofMinutes(2));
            var digest = world.registry.push(repository("dev"), copied, Tag.parse("x"));
            world.registry.remove(repository("dev"), digest);
            world.registry.push(repository("dev"), copied, PromotionTag.of("1.0.0", digest));

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(world.running()).isEmpty();
        }

        @Test
        void a_release_whose_watermark_is_in_the_future_and_warns() {
            push("1.0.0", 1);
            update();
            var path = World.releasePath(DEV);
            var text = world.read(path).orElseThrow().asText();
            var edited = text.replaceFirst("newestSeenAt: .*", "newestSeenAt: \"2099-01-01T00:00:00Z\"");
            world.state.foreignCommit("by hand", Map.of(path.value(), Bytes.utf8(edited)));
            push("1.1.0", 2);

            var outcome = update();

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(outcome.warnings()).extracting(Warning::what).anyMatch(text2 -> text2.contains("in the future"));
        }
    }

    @Nested
    class Automation_refuses {
        @Test
        void where_two_environments_track_one_repository() {
            push("1.0.0", 1);
            world.state.foreignCommit(
                    "double",
                    Map.of(
                            World.environmentPath(World.PROD).value(),
                            Bytes.utf8(World.file("prod").replace("team-a/app1/prod", "team-a/app1/dev"))));

            assertRefused(update(), ProblemCode.NOT_UNIQUE);
            assertThat(world.running()).isEmpty();
        }

        @Test
        void where_the_release_on_file_cannot_be_read() {
            push("1.0.0", 1);
            world.state.foreignCommit("oops", Map.of(World.releasePath(DEV).value(), Bytes.utf8("kind: [")));

            assertThat(update()).isInstanceOf(ReleaseOutcome.Rejected.class);
            assertThat(world.devRelease()).isEmpty();
        }

        @Test
        void where_platform_yaml_is_broken() {
            push("1.0.0", 1);
            world.breakSettings();

            assertRefused(update(), ProblemCode.PLATFORM_BROKEN);
        }
    }
}
