// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.spi.caller.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the platform's switches do to a person's release, and to a rollback. */
class PlatformSwitchesTest {
    private final World world = World.withDev();

    PlatformSwitchesTest() {
        world.pushAndRelease("1.0.0");
        world.pushAndRelease("1.1.0");
        world.push("1.2.0");
    }

    private void assertRefused(ReleaseOutcome outcome, ProblemCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(code));
    }

    @Nested
    class A_stop {
        @Test
        void refuses_a_release_with_the_reason_of_the_platform() {
            world.settings("releases:\n  stopped: incident 42");

            var outcome = world.release("1.2.0");

            assertRefused(outcome, ProblemCode.STOPPED);
            var problem = ((ReleaseOutcome.Rejected) outcome).problem();
            assertThat(problem.what()).contains("incident 42");
            assertThat(problem.where()).isEqualTo("platform/platform.yaml: spec.releases.stopped");
            assertThat(problem.fix()).contains("`idp start`");
        }

        @Test
        void allows_a_rollback() {
            world.settings("releases:\n  stopped: incident 42");

            assertThat(world.rollback()).isInstanceOf(ReleaseOutcome.Updated.class);
        }
    }

    @Nested
    class A_freeze {
        private void freeze(String environments) {
            // Noon UTC is two in the afternoon in Berlin on this day.
            world.settings("""
                    releases:
                      freezes:
                        - start: "2026-10-01T14:00:00"
                          end: "2026-10-01T15:00:00"
                          zone: Europe/Berlin
                    """ + environments);
        }

        @Test
        void refuses_a_release() {
            freeze("");

            assertThat(world.release("1.2.0")).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
                assertThat(it.problem().code()).isEqualTo(ProblemCode.FROZEN);
                assertThat(it.problem().where()).isEqualTo("platform/platform.yaml: spec.releases.freezes");
                assertThat(it.problem().fix()).contains("`--override REASON`");
            });
        }

        @Test
        void ends_at_its_end_time() {
            freeze("");
            world.clock.advance(
                    Duration.between(world.clock.instant(), java.time.Instant.parse("2026-10-01T13:00:00Z")));

            assertThat(world.release("1.2.0")).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void of_other_environments_has_no_effect() {
            freeze("      environments: [prod]");

            assertThat(world.release("1.2.0")).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void that_does_not_exist_is_not_recorded_as_overridden() {
            var outcome = world.releases.release(ReleaseRequest.of(DEV, ImageChoice.parse("1.2.0"), context())
                    .overriding(new Reason("just in case")));

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).singleElement().asString().contains("no rule to override");
            assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDE)).isEmpty();
        }

        @Test
        void is_overridden_with_a_reason_that_is_recorded() {
            freeze("      environments: [dev]");

            var outcome = world.releases.release(ReleaseRequest.of(DEV, ImageChoice.parse("1.2.0"), context())
                    .overriding(new Reason("security fix")));

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).singleElement().asString().contains("during a freeze");
            assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDE)).contains("security fix");
            assertThat(world.lastMessage().trailer(TrailerKey.OVERRIDDEN_RULES)).contains("freeze");
            assertThat(world.histories
                            .history(World.platform(), new HistoryRequest(DEV, 1, null))
                            .entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.override()).isEqualTo("security fix"));
        }

        @Test
        void allows_a_rollback() {
            freeze("");

            assertThat(world.rollback()).isInstanceOf(ReleaseOutcome.Updated.class);
        }
    }

    @Nested
    class Writing_by_pull_request {
        @Test
        void is_not_supported_for_a_release_and_a_rollback() {
            world.settings("""
                    environments:
                      dev:
                        deployPolicy:
                          mode: auto
                        write: pull-request
                    """);

            assertRefused(world.release("1.2.0"), ProblemCode.WRITE_MODE_UNSUPPORTED);
            assertRefused(world.rollback(), ProblemCode.WRITE_MODE_UNSUPPORTED);
        }
    }

    @Nested
    class Broken_settings {
        @Test
        void refuse_a_release_with_every_finding() {
            world.breakSettings();

            var outcome = world.release("1.2.0");

            assertRefused(outcome, ProblemCode.PLATFORM_BROKEN);
            assertThat(((ReleaseOutcome.Rejected) outcome).problem().findings()).isNotEmpty();
        }

        @Test
        void allow_a_rollback_with_a_warning() {
            world.breakSettings();

            var outcome = world.rollback();

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).singleElement().asString().contains("last readable state");
        }

        @Test
        void make_a_rollback_use_the_last_readable_layout_and_write_mode() {
            world.settings("""
                    environments:
                      dev:
                        deployPolicy:
                          mode: auto
                        write: pull-request
                    """);
            world.breakSettings();

            assertRefused(world.rollback(), ProblemCode.WRITE_MODE_UNSUPPORTED);
        }

        @Test
        void refuse_a_hold_a_change_and_a_new_environment() {
            world.breakSettings();

            assertThat(world.holds.hold(DEV, context()).toString()).contains("IDP-2014");
            assertThat(world.apply(World.file("dev") + "# more\n", false).toString())
                    .contains("IDP-2014");
            assertThat(world.create(World.PROD, World.file("prod"), null).toString())
                    .contains("IDP-2014");
        }

        @Test
        void hide_no_environment_from_the_list() {
            world.breakSettings();

            assertThat(world.catalog.list(World.platform()))
                    .singleElement()
                    .satisfies(it -> assertThat(it.address()).isEqualTo(DEV));
        }
    }
}
