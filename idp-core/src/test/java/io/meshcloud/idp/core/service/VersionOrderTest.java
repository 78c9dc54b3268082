// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.automation.JudgedImage;
import io.meshcloud.idp.core.automation.JudgedImage.Judgement;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.registry.PromotionTag;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    private final World world = World.withDev();

    @BeforeEach
    void choose_by_version() {
        rule("order: semver");
    }

    @AfterEach
    void nothing_that_idp_wrote_is_a_finding() {
        assertThat(world.verify().findings()).isEmpty();
    }

    /** Applies this rule to all environments. */
    private void rule(String fields) {
        rules("- environments: [\"*/*/*\"]\n" + fields.indent(2));
    }

    private void rules(String list) {
        world.settings("automation:\n" + list.indent(2) + "releases:\n  deployOnPush: true\n");
    }

    /** Pushes a new image under this tag a minute later. */
    private Digest push(String tag) {
        world.clock.advance(Duration.ofMinutes(1));
        var now = world.clock.instant();
        return world.registry.push(repository("dev"), TestImage.of(tag + now, now), Tag.parse(tag));
    }

    private ReleaseOutcome update() {
        return world.automation.update(
                AutomationRequest.of(DEV, null, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));
    }

    private String running() {
        return world.devRelease()
                .flatMap(release -> release.image().optionalTag())
                .map(Tag::value)
                .orElse("nothing");
    }

    private Optional<Version> highest() {
        return world.devRelease().flatMap(release -> release.optionalNewestSeenVersion());
    }

    private static Optional<Version> version(String text) {
        return Optional.of(Version.parse(text));
    }

    @Nested
    class The_highest_version {
        @Test
        void is_released_and_recorded() {
            push("v2.0.0");
            push("1.9.0");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Updated.class);

            assertThat(running()).isEqualTo("v2.0.0");
            assertThat(highest()).isEqualTo(version("2.0.0"));
        }

        @Test
        void is_not_replaced_by_a_hotfix_of_an_older_line() {
            push("2.0.0");
            update();
            push("1.9.1");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(running()).isEqualTo("2.0.0");
        }

        @Test
        void is_not_a_prerelease_unless_the_rule_takes_prereleases() {
            push("2.0.0");
            update();
            push("2.1.0-rc.1");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);

            rule("order: semver\nprereleases: true");
            update();
            assertThat(running()).isEqualTo("2.1.0-rc.1");
            push("2.1.0");
            update();
            assertThat(running()).isEqualTo("2.1.0");
        }

        @Test
        void is_in_the_range() {
            rule("order: semver\nrange: ^1.2");
            push("1.1.0");
            push("1.2.5");
            push("2.0.0");

            update();

            assertThat(running()).isEqualTo("1.2.5");
        }

        @Test
        void is_extracted_from_the_tag() {
            rule("order: semver\ntags: 'build-[0-9]+-(?P<version>.+)'\nextract: $version");
            push("build-41-1.4.2");
            push("build-42-1.4.1");
            push("1.9.0");

            update();

            assertThat(running()).isEqualTo("build-41-1.4.2");
            assertThat(highest()).isEqualTo(version("1.4.2"));
        }

        @Test
        void may_be_built_without_a_time() {
            world.push("1.0.0", null);
            update();
            world.push("1.1.0", Instant.EPOCH);

            update();

            assertThat(running()).isEqualTo("1.1.0");
        }

        @Test
        void is_written_under_a_tag_that_names_it() {
            world.clock.advance(Duration.ofMinutes(1));
            world.registry.push(
                    repository("dev"),
                    TestImage.of("one", world.clock.instant()),
                    Tag.parse("1.0.0"),
                    Tag.parse("1.1.0"),
                    Tag.parse("a-latest"));

            update();

            assertThat(running()).isEqualTo("1.1.0");
        }

        @Test
        void of_two_images_is_not_released_and_both_are_named() {
            push("1.2.0");
            push("v1.2.0");

            assertThat(update()).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
                assertThat(it.problem().code()).isEqualTo(ProblemCode.EQUALLY_NEW);
                assertThat(it.problem().what()).contains("1.2.0 (", "v1.2.0 (", "equally new (1.2.0)");
            });
        }

        @Test
        void of_two_images_that_differ_in_build_metadata_is_not_released() {
            push("1.2.0_a");
            push("1.2.0_b");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Rejected.class);
        }
    }

    @Nested
    class A_tag {
        @Test
        void that_is_ignored_is_never_taken() {
            rule("order: semver\nignore: ['1.5.0', '2\\..*']");
            push("1.4.0");
            push("1.5.0");
            push("2.0.0");

            update();

            assertThat(running()).isEqualTo("1.4.0");
        }

        @Test
        void that_is_ignored_is_never_taken_by_time() {
            rule("ignore: [latest]");
            push("1.4.0");
            push("latest");

            update();

            assertThat(running()).isEqualTo("1.4.0");
        }

        @Test
        void on_file_that_was_moved_counts_as_newer() {
            push("1.4.0");
            update();
            var rebuilt = push("1.4.0");

            update();

            assertThat(world.running()).contains(rebuilt);
        }

        @Test
        void on_file_that_was_pushed_again_at_harbor_counts_as_newer() {
            world.registry.orderByPushes();
            push("1.4.0");
            world.registry.pushedAt(repository("dev"), Tag.parse("1.4.0"), world.clock.instant());
            update();
            var rebuilt = push("1.4.0");
            world.registry.pushedAt(repository("dev"), Tag.parse("1.4.0"), world.clock.instant());

            update();

            assertThat(world.running()).contains(rebuilt);
        }

        @Test
        void without_a_version_is_reported_if_there_is_no_other() {
            push("latest");
            push("main-77");

            assertThat(update().details().warnings())
                    .extracting(Warning::what)
                    .contains("2 tags, none fits spec.automation[0], so automation takes no image");
        }
    }

    @Nested
    class A_decision_of_a_person {
        @Test
        void is_kept_until_a_higher_version_is_pushed() {
            push("1.0.0");
            push("2.0.0");
            world.release("1.0.0");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(highest()).isEqualTo(version("2.0.0"));

            push("2.0.1");
            update();
            assertThat(running()).isEqualTo("2.0.1");
        }

        @Test
        void to_roll_back_holds_until_a_higher_version_is_pushed() {
            push("1.0.0");
            update();
            push("2.0.0");
            update();
            world.rollback();
            push("1.0.1");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(running()).isEqualTo("1.0.0");

            push("2.0.1");
            update();
            assertThat(running()).isEqualTo("2.0.1");
        }

        @Test
        void outside_the_range_is_never_undone() {
            rule("order: semver\nrange: 1.x");
            push("1.0.0");
            push("2.0.0");
            world.release("2.0.0");
            push("1.1.0");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
        }

        @Test
        void about_a_promoted_image_counts_with_the_version_of_its_source() {
            var image = TestImage.of("promoted", world.clock.instant());
            var digest = world.registry.push(repository("staging"), image, Tag.parse("1.4.0"));
            var tag = PromotionTag.of("1.4.0", digest);
            world.registry.push(repository("dev"), image, tag);
            world.release(tag.value());
            assertThat(highest()).isEqualTo(version("1.4.0"));
            push("1.3.9");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
        }

        @Test
        void about_a_lower_version_is_warned_about() {
            push("1.0.0");
            push("2.0.0");
            update();

            assertThat(world.release("1.0.0").details().warnings())
                    .extracting(Warning::what)
                    .anySatisfy(what -> assertThat(what).contains("lower version", "1.0.0", "2.0.0"));
        }
    }

    @Nested
    class A_change_of_the_rule {
        @Test
        void from_time_undoes_no_rollback() {
            rule("order: time");
            push("1.0.0");
            update();
            push("2.0.0");
            update();
            world.rollback();

            rule("order: semver");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            push("1.0.1");
            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            push("2.0.1");
            update();
            assertThat(running()).isEqualTo("2.0.1");
        }

        @Test
        void from_time_needs_a_version_to_compare_with() {
            rule("order: time");
            push("main-77");
            update();

            rule("order: semver");
            push("1.0.0");

            assertThat(update()).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
                assertThat(it.problem().code()).isEqualTo(ProblemCode.AGE_UNKNOWN);
                assertThat(it.problem().what()).contains("the version of the running image is unknown");
            });
        }

        @Test
        void to_time_takes_no_lower_version_that_was_left_out_before() {
            push("2.0.0");
            update();
            push("1.9.1");
            update();

            rule("order: time");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
            push("2.0.1");
            update();
            assertThat(running()).isEqualTo("2.0.1");
            assertThat(highest()).isEmpty();
            push("1.9.2");
            update();
            assertThat(running()).isEqualTo("1.9.2");
        }

        @Test
        void to_time_keeps_the_highest_version_in_a_rollback() {
            push("1.0.0");
            update();
            push("2.0.0");
            update();
            rule("order: time");

            world.rollback();

            assertThat(highest()).isEqualTo(version("2.0.0"));
        }

        @Test
        void to_another_range_moves_nothing_down() {
            push("1.0.0");
            push("2.0.0");
            update();

            rule("order: semver\nrange: 1.x");
            push("1.1.0");

            assertThat(update()).isInstanceOf(ReleaseOutcome.Unchanged.class);
        }
    }

    @Nested
    class Of_several_rules {
        @Test
        void the_first_that_matches_the_address_applies() {
            rules("""
                - environments: [likvid/*/prod]
                  order: time
                - environments: [likvid/*/dev]
                  order: semver
                - environments: ["*/*/*"]
                  tags: none
                """);
            push("2.0.0");
            push("1.0.0");

            update();

            assertThat(running()).isEqualTo("2.0.0");
        }

        @Test
        void a_rule_without_tags_uses_the_tags_of_the_kind() {
            world.settings("""
                environments:
                  dev:
                    tags: 1\\..*
                automation:
                  - environments: ["*/*/dev"]
                    order: semver
                releases:
                  deployOnPush: true
                """);
            push("2.0.0");
            push("1.0.0");

            update();

            assertThat(running()).isEqualTo("1.0.0");
        }

        @Test
        void rules_that_apply_to_no_environment_cause_a_warning() {
            rules("""
                - environments: ["*/*/dev"]
                  order: semver
                - environments: [likvid/hello-api/dev]
                - environments: ["*/dev"]
                """);

            assertThat(new ValidationService(World.SEPARATE_RIGHTS, world.core.platform())
                            .validate(World.platform(), world.state.snapshot(), ValidationService.Progress.silent())
                            .findings())
                    .filteredOn(finding -> finding.pointer().startsWith("spec.automation"))
                    .allMatch(finding -> !finding.isError())
                    .extracting(Finding::pointer, Finding::what)
                    .containsExactly(
                            tuple(
                                    "spec.automation[1].environments",
                                    "the rule applies to no environment: earlier rules match all that it matches"),
                            tuple("spec.automation[2].environments", "the rule matches no environment"));
        }
    }

    @Nested
    class The_overview {
        private String judged() {
            return world.core.images().images(World.platform(), DEV).images().stream()
                    .map(one -> one.image().tag() + " " + one.judgement() + " " + one.why())
                    .collect(Collectors.joining("\n"));
        }

        @Test
        void says_for_each_tag_what_automation_decides() {
            push("1.0.0");
            update();
            rule("order: semver\nrange: 1.x\ntags: '[0-9].*|latest'\nignore: ['1.9.9']");
            push("1.2.0");
            push("1.3.0");
            push("0.9.0");
            push("2.0.0");
            push("1.9.9");
            push("1.4.0-rc.1");
            push("latest");
            push("v1.8.0");

            assertThat(judged().lines())
                    .containsExactly(
                            "1.3.0 TAKEN is the newest",
                            "1.0.0 RUNNING runs",
                            "1.2.0 OUTRANKED is not the newest",
                            "2.0.0 EXCLUDED is not in 1.x (spec.automation[0])",
                            "1.9.9 EXCLUDED is ignored (spec.automation[0].ignore)",
                            "v1.8.0 EXCLUDED does not match [0-9].*|latest (spec.automation[0].tags)",
                            "1.4.0-rc.1 EXCLUDED is a prerelease (spec.automation[0])",
                            "0.9.0 EXCLUDED is not in 1.x (spec.automation[0])",
                            "latest EXCLUDED names no version");
            assertThat(running()).isEqualTo("1.0.0");
        }

        @Test
        void names_those_that_are_equally_new_or_not_higher() {
            push("1.0.0");
            update();
            push("0.9.0");
            push("1.2.0");
            push("v1.2.0");

            assertThat(world.core.images().images(World.platform(), DEV).images())
                    .extracting(JudgedImage::judgement)
                    .containsExactly(Judgement.RUNNING, Judgement.TIED, Judgement.TIED, Judgement.NOT_NEWER);
        }

        @Test
        void shows_the_tags_also_where_automation_is_off() {
            push("1.0.0");
            world.settings("releases: {deployOnPush: false}");

            var overview = world.core.images().images(World.platform(), DEV);

            assertThat(overview.automation()).isInstanceOf(ReleaseOutcome.Held.class);
            assertThat(overview.images()).hasSize(1);
        }

        @Test
        void shows_as_taken_what_automation_then_releases() {
            push("1.0.0");
            push("1.1.0");
            var taken =
                    world.core.images().images(World.platform(), DEV).images().get(0);

            update();

            assertThat(taken.judgement()).isEqualTo(Judgement.TAKEN);
            assertThat(world.running()).contains(taken.image().digest());
        }
    }
}
