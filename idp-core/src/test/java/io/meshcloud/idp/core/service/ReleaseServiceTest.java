// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.START;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.releasePath;
import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.Right;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReleaseServiceTest {
    private static final Digest UNKNOWN = Digest.of(new byte[] {1});

    private final World world = World.withDev();

    private ReleaseOutcome release(ReleaseRequest request) {
        return world.releases.release(request);
    }

    private static ReleaseRequest request(String image) {
        return ReleaseRequest.of(DEV, ImageChoice.parse(image), context());
    }

    private void assertRefused(ReleaseOutcome outcome, ProblemCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(code));
    }

    private void assertNothingReleased() {
        assertThat(world.read(releasePath(DEV))).isEmpty();
        assertThat(world.state.pushes()).isZero();
    }

    @Nested
    class A_release_by_tag {
        @Test
        void is_one_commit_that_touches_release_yaml_only() {
            world.push("1.2.3");
            int before = world.state.commits().size();

            var outcome = world.release("1.2.3");

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.state.commits()).hasSize(before + 1);
            assertThat(world.revisions(releasePath(DEV))).hasSize(1);
            assertThat(world.devFile()).isEqualTo(World.file("dev"));
        }

        @Test
        void writes_the_digest_that_the_registry_returned_and_the_tag() {
            var digest = world.push("1.2.3");

            world.release("1.2.3");

            var release = world.devRelease().orElseThrow();
            assertThat(release.image().toString()).isEqualTo(repository("dev") + ":1.2.3@" + digest);
            assertThat(release.observedAt()).isEqualTo(START);
            assertThat(release.observedBy()).isEqualTo("idp-cli");
            assertThat(release.optionalNewestSeenAt()).contains(START);
            assertThat(release.tenant().value()).isEqualTo("team-a");
        }

        @Test
        void names_image_actor_and_trigger_in_its_commit() {
            var digest = world.push("1.2.3");
            var caller = World.platform().onBehalfOf(new Actor("ada"));
            var context = context(caller).because(new Reason("customer waits"));

            release(ReleaseRequest.of(DEV, ImageChoice.parse("1.2.3"), context));

            var message = world.lastMessage();
            assertThat(message.subject())
                    .isEqualTo("release likvid/hello-api/dev: 1.2.3 (" + digest.abbreviated() + ")");
            assertThat(message.trailer(TrailerKey.ENVIRONMENT)).contains("likvid/hello-api/dev");
            assertThat(message.trailer(TrailerKey.ACTION)).contains("release");
            assertThat(message.trailer(TrailerKey.IMAGE)).contains(repository("dev") + ":1.2.3@" + digest);
            assertThat(message.trailer(TrailerKey.PREVIOUS_IMAGE)).isEmpty();
            assertThat(message.trailer(TrailerKey.ACTOR)).contains("platform-team");
            assertThat(message.trailer(TrailerKey.ON_BEHALF_OF)).contains("ada");
            assertThat(message.trailer(TrailerKey.TRIGGER)).contains("idp-cli");
            assertThat(message.trailer(TrailerKey.REASON)).contains("customer waits");
            assertThat(message.trailer(TrailerKey.REQUEST_ID))
                    .contains(context.requestId().value());
        }

        @Test
        void names_the_previous_image() {
            world.pushAndRelease("1.0.0");
            var before = world.devRelease().orElseThrow().image();

            world.pushAndRelease("1.1.0");

            assertThat(world.lastMessage().trailer(TrailerKey.PREVIOUS_IMAGE)).contains(before.toString());
        }

        @Test
        void drops_the_fraction_of_a_second() {
            world.clock.advance(Duration.ofMillis(1234));
            world.push("1.2.3");

            world.release("1.2.3");

            assertThat(world.devRelease().orElseThrow().observedAt()).isEqualTo(START.plusSeconds(1));
        }
    }

    @Nested
    class A_release_by_digest {
        @Test
        void has_no_tag() {
            var digest = world.push("1.2.3");

            world.release(digest.value());

            assertThat(world.devRelease().orElseThrow().image().toString()).isEqualTo(repository("dev") + "@" + digest);
            assertThat(world.lastMessage().subject()).endsWith(": " + digest.abbreviated());
        }

        @Test
        void keeps_a_tag_that_currently_names_this_digest() {
            var digest = world.push("1.2.3");

            var outcome = world.release(repository("dev") + ":1.2.3@" + digest);

            assertThat(outcome.warnings()).isEmpty();
            assertThat(world.devRelease().orElseThrow().image().optionalTag()).contains(Tag.parse("1.2.3"));
        }

        @Test
        void drops_a_tag_that_has_moved_and_says_so() {
            var digest = world.push("1.2.3");
            world.registry.push(repository("dev"), TestImage.of("other", START), Tag.parse("1.2.3"));

            var outcome = world.release(repository("dev") + ":1.2.3@" + digest);

            assertThat(world.running()).contains(digest);
            assertThat(world.devRelease().orElseThrow().image().optionalTag()).isEmpty();
            assertThat(outcome.warnings()).singleElement().asString().contains("'1.2.3'", "not written");
        }

        @Test
        void drops_a_tag_that_is_gone_and_says_so() {
            var digest = world.push("1.2.3");

            var outcome = world.release(repository("dev") + ":9.9.9@" + digest);

            assertThat(world.devRelease().orElseThrow().image().optionalTag()).isEmpty();
            assertThat(outcome.warnings()).singleElement().asString().contains("names no image now");
        }
    }

    @Nested
    class A_second_release_of_the_same_image {
        @Test
        void changes_nothing() {
            world.pushAndRelease("1.2.3");
            int commits = world.state.commits().size();

            var outcome = world.release("1.2.3");

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(world.state.commits()).hasSize(commits);
        }

        @Test
        void keeps_the_tag_even_if_another_tag_is_given() {
            var digest = world.pushAndRelease("1.2.3");
            world.registry.push(repository("dev"), TestImage.of("1.2.3", world.clock.instant()), Tag.parse("latest"));

            var outcome = world.release("latest");

            assertThat(world.running()).contains(digest);
            assertThat(outcome).isInstanceOf(ReleaseOutcome.Unchanged.class);
            assertThat(outcome.image().orElseThrow().optionalTag()).contains(Tag.parse("1.2.3"));
        }

        @Test
        void by_digest_needs_no_registry() {
            var digest = world.pushAndRelease("1.2.3");
            world.registry.failWith(unreachable());

            assertThat(world.release(digest.value())).isInstanceOf(ReleaseOutcome.Unchanged.class);
        }

        @Test
        void is_unchanged_even_if_another_image_was_expected() {
            world.pushAndRelease("1.2.3");

            var outcome = release(request("1.2.3").expecting(new ExpectedCurrent.Exactly(UNKNOWN)));

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Unchanged.class);
        }
    }

    @Nested
    class An_expected_image {
        @Test
        void is_refused() {
            world.pushAndRelease("1.0.0");
            world.push("1.1.0");

            assertRefused(
                    release(request("1.1.0").expecting(new ExpectedCurrent.Exactly(UNKNOWN))), ProblemCode.NOT_CURRENT);
            assertRefused(release(request("1.1.0").expecting(ExpectedCurrent.parse("none"))), ProblemCode.NOT_CURRENT);
        }

        @Test
        void allows_the_release_if_it_runs() {
            var running = world.pushAndRelease("1.0.0");
            world.push("1.1.0");

            var outcome = release(request("1.1.0").expecting(ExpectedCurrent.parse(running.value())));

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void allows_the_release_if_none_is_expected_and_none_runs() {
            world.push("1.0.0");

            assertThat(release(request("1.0.0").expecting(ExpectedCurrent.parse("none"))))
                    .isInstanceOf(ReleaseOutcome.Updated.class);
        }
    }

    @Nested
    class The_image {
        @Test
        void must_be_there() {
            assertRefused(world.release("1.2.3"), ProblemCode.IMAGE_NOT_FOUND);
            assertRefused(world.release(UNKNOWN.value()), ProblemCode.IMAGE_NOT_FOUND);
            assertNothingReleased();
        }

        @Test
        void must_not_be_another_artifact() {
            world.registry.pushOther(repository("dev"), "application/vnd.cncf.helm.config.v1+json", Tag.parse("chart"));

            assertRefused(world.release("chart"), ProblemCode.NOT_AN_IMAGE);
            assertNothingReleased();
        }

        @Test
        void must_be_in_the_repository_of_the_environment() {
            world.registry.push(repository("prod"), TestImage.of("prod", START), Tag.parse("1.2.3"));

            assertRefused(world.release(repository("prod") + ":1.2.3"), ProblemCode.WRONG_REPOSITORY);
            assertThat(world.registry.requests()).isEmpty();
        }

        @Test
        void cannot_be_released_while_the_registry_is_down() {
            world.push("1.2.3");
            world.registry.failWith(unreachable());

            assertThatThrownBy(() -> world.release("1.2.3"))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE));
            assertNothingReleased();
        }

        @Test
        void records_its_source_in_the_commit() {
            world.registry.push(
                    repository("dev"),
                    new TestImage("x", START, "https://git.example.org/team/app", "0123abc"),
                    Tag.parse("1.2.3"));

            world.release("1.2.3");

            assertThat(world.lastMessage().trailer(TrailerKey.SOURCE)).contains("https://git.example.org/team/app");
            assertThat(world.lastMessage().trailer(TrailerKey.REVISION)).contains("0123abc");
        }

        @Test
        void cannot_add_a_trailer_or_a_password_to_the_commit_through_its_labels() {
            world.registry.push(
                    repository("dev"),
                    new TestImage("x", START, "https://user:secret@git.example.org", "1\nIdp-Actor: root"),
                    Tag.parse("1.2.3"));

            world.release("1.2.3");

            assertThat(world.state.commits().get(0)).doesNotContain("secret", "root");
            assertThat(world.lastMessage().trailer(TrailerKey.ACTOR)).contains("platform-team");
        }

        @Test
        void cannot_add_a_token_from_its_source_url_to_the_commit() {
            world.registry.push(
                    repository("dev"),
                    new TestImage("x", START, "https://git.example.org/app?private_token=secret", "0123abc"),
                    Tag.parse("1.2.3"));

            world.release("1.2.3");

            assertThat(world.state.commits().get(0)).doesNotContain("secret").contains("0123abc");
        }
    }

    @Nested
    class The_caller {
        private Caller team(Right... rights) {
            return Caller.granted(
                    new Actor("team-a"),
                    List.of(new Grant(AddressPattern.parse("likvid/hello-api/*"), Set.of(rights))));
        }

        @Test
        void may_release_where_granted() {
            world.push("1.2.3");

            var outcome = release(ReleaseRequest.of(DEV, ImageChoice.parse("1.2.3"), context(team(Right.RELEASE))));

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void is_refused_without_the_grant_before_anything_is_read() {
            var outcome = release(ReleaseRequest.of(
                    DEV, ImageChoice.parse("1.2.3"), context(team(Right.ROLL_BACK, Right.CONFIGURE))));

            assertRefused(outcome, ProblemCode.FORBIDDEN);
            assertThat(world.registry.requests()).isEmpty();
        }

        @Test
        void learns_nothing_about_environments_without_a_grant() {
            var other = EnvironmentAddress.parse("likvid/other/dev");

            var outcome = release(ReleaseRequest.of(other, ImageChoice.parse("1.2.3"), context(team(Right.RELEASE))));

            assertRefused(outcome, ProblemCode.FORBIDDEN);
        }
    }

    @Nested
    class The_environment {
        @Test
        void must_be_there() {
            var nowhere = EnvironmentAddress.parse("likvid/hello-api/nowhere");

            assertRefused(
                    release(ReleaseRequest.of(nowhere, ImageChoice.parse("1.2.3"), context())),
                    ProblemCode.ENVIRONMENT_NOT_FOUND);
        }

        @Test
        void must_be_valid_and_every_finding_is_reported() {
            world.push("1.2.3");
            world.state.foreignCommit(
                    "break it",
                    Map.of(
                            World.environmentPath(DEV).value(),
                            Bytes.utf8(World.file("dev").replace("replicas: 2", "replicas: -1"))));

            assertThat(world.release("1.2.3")).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
                assertThat(it.problem().code()).isEqualTo(ProblemCode.ENVIRONMENT_BROKEN);
                assertThat(it.problem().findings()).isNotEmpty();
            });
        }

        @Test
        void must_not_be_a_link() {
            world.state.foreignLink("link", World.environmentPath(DEV).value());

            assertRefused(world.release("1.2.3"), ProblemCode.ENVIRONMENT_BROKEN);
        }

        @Test
        void must_not_have_a_link_for_a_release() {
            world.push("1.2.3");
            world.state.foreignLink("link", releasePath(DEV).value());

            assertRefused(world.release("1.2.3"), ProblemCode.NOT_A_REGULAR_FILE);
            assertThat(world.state.pushes()).isZero();
        }

        @Test
        void is_released_with_a_warning_after_the_platform_tightens_a_limit_or_the_hosts() {
            world.push("1.2.3");
            world.settings("""
                    limits:
                      replicas: 1
                    ingress:
                      hosts: [example.net]
                    """);

            var outcome = world.release("1.2.3");

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).hasSize(2);
        }

        @Test
        void is_refused_when_it_names_what_the_platform_does_not_allow() {
            world.push("1.2.3");
            world.settings("registries: [other.example.org]");

            assertRefused(world.release("1.2.3"), ProblemCode.NOT_ALLOWED_BY_PLATFORM);
        }
    }

    @Nested
    class A_release_on_file {
        private void onFile(String text) {
            world.state.foreignCommit("by hand", Map.of(releasePath(DEV).value(), Bytes.utf8(text)));
        }

        @Test
        void that_cannot_be_read_is_replaced_with_a_warning() {
            world.push("1.2.3");
            onFile("spec: [");

            var outcome = world.release("1.2.3");

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).singleElement().asString().contains("cannot be read");
        }

        @Test
        void that_has_a_tag_only_is_replaced_with_a_warning() {
            var digest = world.pushAndRelease("1.2.3");
            onFile(world.read(releasePath(DEV)).orElseThrow().asText().replaceAll("(?m)^.*digest.*\\R", ""));

            var outcome = world.release("1.2.3");

            assertThat(world.running()).contains(digest);
            assertThat(outcome.warnings()).singleElement().asString().contains("no digest");
        }

        @Test
        void of_another_environment_is_replaced_with_a_warning_even_for_the_same_digest() {
            world.pushAndRelease("1.2.3");
            onFile(world.read(releasePath(DEV)).orElseThrow().asText().replace("app: app1", "app: app2"));

            var outcome = world.release("1.2.3");

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).singleElement().asString().contains("does not belong");
        }
    }

    @Nested
    class A_clock {
        @Test
        void that_is_hours_behind_the_release_on_file_gives_a_warning() {
            world.pushAndRelease("1.0.0");
            world.push("1.1.0");
            world.clock.advance(Duration.ofHours(-3));

            var outcome = world.release("1.1.0");

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).anySatisfy(warning -> {
                assertThat(warning.what()).contains("one of the clocks is wrong");
                assertThat(warning.where()).isEqualTo(releasePath(DEV).value());
            });
        }

        @Test
        void that_is_minutes_behind_it_gives_no_warning() {
            world.pushAndRelease("1.0.0");
            world.push("1.1.0");
            world.clock.advance(Duration.ofMinutes(-30));

            assertThat(world.release("1.1.0").warnings())
                    .extracting(Warning::what)
                    .noneMatch(it -> it.contains("clock"));
        }
    }

    @Nested
    class The_watermark {
        @Test
        void of_another_repository_is_not_adopted_because_clocks_may_differ() {
            world.pushAndRelease("1.0.0");
            var foreign = world.read(releasePath(DEV)).orElseThrow().asText().replace("app1/dev", "app1/other");
            world.state.foreignCommit("by hand", Map.of(releasePath(DEV).value(), Bytes.utf8(foreign)));
            world.push("0.9.0", START.minusSeconds(60));

            world.release("0.9.0");

            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt()).contains(START.minusSeconds(60));
        }

        @Test
        void rises_with_a_newer_image() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");

            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt()).contains(START.plusSeconds(120));
        }

        @Test
        void is_kept_for_an_older_image_with_a_warning() {
            world.pushAndRelease("1.0.0");
            world.push("0.9.0", START.minusSeconds(60));

            var outcome = world.release("0.9.0");

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).singleElement().asString().contains("older than the running image");
            assertThat(outcome.warnings().get(0).fix()).startsWith("nothing to do if this is the image that you meant");
            assertThat(((ReleaseOutcome.Updated) outcome).files())
                    .singleElement()
                    .satisfies(file -> {
                        assertThat(file.path()).isEqualTo(World.releasePath(DEV));
                        assertThat(file.optionalBefore()).isPresent();
                        assertThat(file.optionalAfter()).isPresent();
                    });
            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt()).contains(START.plusSeconds(60));
        }

        @Test
        void is_kept_for_an_image_with_an_implausible_time() {
            world.pushAndRelease("1.0.0");
            world.push("future", START.plus(Duration.ofDays(1)));
            world.push("epoch", java.time.Instant.EPOCH);
            world.push("unknown", null);

            for (var tag : List.of("future", "epoch", "unknown")) {
                assertThat(world.release(tag)).isInstanceOf(ReleaseOutcome.Updated.class);
                assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt())
                        .contains(START.plusSeconds(60));
            }
        }

        @Test
        void is_absent_when_no_time_was_ever_known() {
            world.push("unknown", null);

            world.release("unknown");

            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt()).isEmpty();
        }

        @Test
        void is_the_time_of_the_running_image_if_the_file_has_none() {
            world.pushAndRelease("1.0.0");
            world.state.foreignCommit(
                    "no watermark",
                    Map.of(
                            releasePath(DEV).value(),
                            Bytes.utf8(world.read(releasePath(DEV))
                                    .orElseThrow()
                                    .asText()
                                    .replaceAll("(?m)^.*newestSeenAt.*\\R", ""))));
            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt()).isEmpty();
            world.push("0.9.0", START.minusSeconds(60));

            var outcome = world.release("0.9.0");

            assertThat(outcome.warnings()).singleElement().asString().contains("older than the running image");
            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt()).contains(START.plusSeconds(60));
        }

        @Test
        void equal_to_the_time_of_the_image_causes_no_warning() {
            world.pushAndRelease("1.0.0");
            world.push("same-time");

            assertThat(world.release("same-time").warnings()).isEmpty();
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void writes_nothing_and_shows_the_file() {
            var digest = world.push("1.2.3");

            var outcome = release(ReleaseRequest.of(DEV, ImageChoice.parse("1.2.3"), World.dryRun()));

            assertThat(outcome).isInstanceOfSatisfying(ReleaseOutcome.Planned.class, it -> {
                assertThat(it.files()).singleElement().satisfies(file -> {
                    assertThat(file.path()).isEqualTo(releasePath(DEV));
                    assertThat(file.before()).isNull();
                    assertThat(file.after().asText()).contains(digest.value());
                });
            });
            assertNothingReleased();
        }

        @Test
        void is_refused_like_the_real_one() {
            assertRefused(
                    release(ReleaseRequest.of(DEV, ImageChoice.parse("1.2.3"), World.dryRun())),
                    ProblemCode.IMAGE_NOT_FOUND);
        }
    }

    @Nested
    class The_trace {
        @Test
        void lists_every_rule_in_order() {
            world.push("1.2.3");

            assertThat(world.release("1.2.3").trace())
                    .extracting(rule -> rule.rule())
                    .containsExactly(
                            "caller",
                            "environment",
                            "platform-rules",
                            "write-mode",
                            "stop",
                            "freeze",
                            "repository",
                            "image",
                            "expect-current",
                            "promote-from",
                            "tag",
                            "order");
        }

        @Test
        void ends_with_the_rule_that_refused() {
            assertThat(world.release("1.2.3").trace()).last().satisfies(rule -> {
                assertThat(rule.rule()).isEqualTo("image");
                assertThat(rule.verdict().word()).isEqualTo("refused");
            });
        }
    }

    @Nested
    class While_the_environment_changes {
        @Test
        void the_image_is_resolved_again_in_the_repository_that_it_tracks_now() {
            world.push("1.2.3");
            var prod = world.registry.push(repository("prod"), TestImage.of("prod", START), Tag.parse("1.2.3"));
            world.registry.beforeNextRequest(() -> world.state.foreignCommit(
                    "new mapping",
                    Map.of(
                            World.environmentPath(DEV).value(),
                            Bytes.utf8(World.file("dev").replace("app1/dev", "app1/prod")))));
            world.state.conflictNextCommit();

            world.release("1.2.3");

            assertThat(world.running()).contains(prod);
            assertThat(world.devRelease().orElseThrow().image().repository()).isEqualTo(repository("prod"));
        }
    }

    static Problem unreachable() {
        return Problem.of(
                ProblemCode.REGISTRY_UNREACHABLE,
                "the registry cannot be reached",
                "registry.example.org",
                "try again");
    }
}
