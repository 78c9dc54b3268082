// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.releasePath;
import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.history.HistoryEntry;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.release.RollbackDistance;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.Right;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RollbackServiceTest {
    private final World world = World.withDev();

    private void assertRefused(ReleaseOutcome outcome, ProblemCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ReleaseOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(code));
    }

    @Nested
    class Without_a_target {
        @Test
        void it_releases_the_previous_image_in_one_commit_of_release_yaml() {
            var first = world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            int commits = world.state.commits().size();

            var outcome = world.rollback();

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.running()).contains(first);
            assertThat(world.state.commits()).hasSize(commits + 1);
            assertThat(world.devFile()).isEqualTo(World.file("dev"));
        }

        @Test
        void a_second_rollback_goes_further_back() {
            var first = world.pushAndRelease("1.0.0");
            var second = world.pushAndRelease("1.1.0");
            world.pushAndRelease("1.2.0");

            world.rollback();
            assertThat(world.running()).contains(second);
            world.rollback();
            assertThat(world.running()).contains(first);
            assertRefused(world.rollback(), ProblemCode.NO_EARLIER_RELEASE);
        }

        @Test
        void it_does_not_go_back_before_a_removal() {
            world.pushAndRelease("1.0.0");
            world.state.foreignRemoval("drop", releasePath(DEV).value());
            world.pushAndRelease("1.1.0");

            assertRefused(world.rollback(), ProblemCode.NO_EARLIER_RELEASE);
        }

        @Test
        void it_suggests_the_newest_release_of_another_image_if_there_is_no_previous_one() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            var between = world.state.snapshot().commit().orElseThrow();
            world.release("1.0.0");

            var problem = problem(world.rollback());
            assertThat(problem.code()).isEqualTo(ProblemCode.NO_EARLIER_RELEASE);
            assertThat(problem.fix()).contains("`--to " + between.abbreviated() + "`", "1.1.0");

            assertThat(world.rollback(RollbackTarget.parse(between.abbreviated())))
                    .isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void it_is_refused_before_the_second_release() {
            assertRefused(world.rollback(), ProblemCode.NO_EARLIER_RELEASE);
            world.pushAndRelease("1.0.0");
            assertRefused(world.rollback(), ProblemCode.NO_EARLIER_RELEASE);
        }

        @Test
        void it_reports_an_environment_that_was_never_released() {
            var problem = problem(world.rollback());

            assertThat(problem.what()).isEqualTo("nothing has been released here yet");
            assertThat(problem.where()).isEmpty();
        }

        @Test
        void it_reports_a_removed_release_as_removed() {
            world.pushAndRelease("1.0.0");
            world.state.foreignRemoval("drop", releasePath(DEV).value());

            var problem = problem(world.rollback());

            assertThat(problem.what()).contains("no release before");
            assertThat(problem.where()).isEmpty();
        }

        @Test
        void it_skips_unreadable_releases_and_those_without_a_digest() {
            var first = world.pushAndRelease("1.0.0");
            var text = world.read(releasePath(DEV)).orElseThrow().asText();
            world.state.foreignCommit("broken", Map.of(releasePath(DEV).value(), Bytes.utf8("spec: [")));
            world.state.foreignCommit(
                    "tag only",
                    Map.of(releasePath(DEV).value(), Bytes.utf8(text.replaceAll("(?m)^.*digest.*\\R", ""))));
            world.pushAndRelease("1.1.0");

            world.rollback();

            assertThat(world.running()).contains(first);
        }

        @Test
        void it_replaces_an_unreadable_file_by_the_newest_readable_release_and_keeps_its_watermark() {
            world.pushAndRelease("1.0.0");
            var newest = world.pushAndRelease("1.1.0");
            var watermark = world.devRelease().orElseThrow().optionalNewestSeenAt();
            world.state.foreignCommit("broken", Map.of(releasePath(DEV).value(), Bytes.utf8("spec: [")));

            var outcome = world.rollback();

            assertThat(outcome.warnings()).singleElement().asString().contains("cannot be read");
            assertThat(world.running()).contains(newest);
            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt()).isEqualTo(watermark);
        }
    }

    @Nested
    class The_written_release {
        @Test
        void has_the_tag_of_the_earlier_release_if_it_still_names_the_digest() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");

            world.rollback();

            assertThat(tag()).contains("1.0.0");
            assertThat(world.lastMessage().subject()).contains("1.0.0 (");
        }

        @Test
        void has_that_tag_even_if_a_rollback_in_between_had_none() {
            var first = world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            world.release(first.value());
            world.pushAndRelease("1.2.0");

            world.rollback(RollbackTarget.parse(first.value()));

            assertThat(tag()).contains("1.0.0");
        }

        @Test
        void is_listed_with_its_earlier_tag_if_that_tag_has_moved() {
            world.pushAndRelease("1.0.0");
            world.registry.push(repository("dev"), TestImage.of("moved", world.clock.instant()), Tag.parse("1.0.0"));
            world.pushAndRelease("1.1.0");

            world.rollback();

            assertThat(world.catalog.list(World.platform()))
                    .singleElement()
                    .satisfies(it -> assertThat(it.releasedTag()).isEqualTo(Tag.parse("1.0.0")));
            assertThat(world.histories
                            .history(World.platform(), new HistoryRequest(DEV, 9, null))
                            .entries())
                    .extracting(HistoryEntry::releasedTag)
                    .startsWith("1.0.0", null, null);
        }

        /** A release searches no history: most digests are new, and the search would go back to the first commit. */
        @Test
        void is_listed_with_its_earlier_tag_if_it_is_released_by_digest() {
            var first = world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");

            world.release(first.value());

            assertThat(tag()).isEmpty();
            assertThat(world.catalog.list(World.platform()))
                    .singleElement()
                    .satisfies(it -> assertThat(it.releasedTag()).isEqualTo(Tag.parse("1.0.0")));
        }

        private Optional<String> tag() {
            return world.devRelease()
                    .flatMap(release -> release.image().optionalTag())
                    .map(Tag::value);
        }

        @Test
        void has_no_tag_that_has_moved_and_keeps_the_watermark() {
            world.pushAndRelease("1.0.0");
            world.registry.push(repository("dev"), TestImage.of("moved", world.clock.instant()), Tag.parse("1.0.0"));
            world.pushAndRelease("1.1.0");
            var watermark = world.devRelease().orElseThrow().optionalNewestSeenAt();

            world.rollback();

            var release = world.devRelease().orElseThrow();
            assertThat(release.image().optionalTag()).isEmpty();
            assertThat(release.optionalNewestSeenAt()).isPresent().isEqualTo(watermark);
        }

        @Test
        void has_the_time_of_the_replaced_image_as_watermark_if_the_file_has_none() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            var watermark = world.devRelease().orElseThrow().optionalNewestSeenAt();
            world.state.foreignCommit(
                    "no watermark",
                    Map.of(
                            releasePath(DEV).value(),
                            Bytes.utf8(world.read(releasePath(DEV))
                                    .orElseThrow()
                                    .asText()
                                    .replaceAll("(?m)^.*newestSeenAt.*\\R", ""))));

            world.rollback();

            assertThat(world.devRelease().orElseThrow().optionalNewestSeenAt())
                    .isPresent()
                    .isEqualTo(watermark);
        }

        @Test
        void has_the_reason_in_its_commit() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");

            world.rollback();

            assertThat(world.lastMessage().trailer(TrailerKey.ACTION)).contains("rollback");
            assertThat(world.lastMessage().trailer(TrailerKey.REASON)).contains("it broke");
            assertThat(world.lastMessage().trailer(TrailerKey.PREVIOUS_IMAGE).orElseThrow())
                    .contains(":1.1.0@");
        }
    }

    private static Problem problem(ReleaseOutcome outcome) {
        return ((ReleaseOutcome.Rejected) outcome).problem();
    }

    @Nested
    class To_a_target {
        @Test
        void a_commit_means_the_release_after_that_commit() {
            var first = world.pushAndRelease("1.0.0");
            var commit = world.revisions(releasePath(DEV)).get(0).commit();
            world.pushAndRelease("1.1.0");
            world.pushAndRelease("1.2.0");

            world.rollback(RollbackTarget.parse(commit.abbreviated()));

            assertThat(world.running()).contains(first);
        }

        @Test
        void a_digest_means_its_latest_release() {
            var first = world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            world.pushAndRelease("1.2.0");

            world.rollback(RollbackTarget.parse(first.value()));

            assertThat(world.running()).contains(first);
        }

        @Test
        void an_unambiguous_abbreviated_digest_means_its_latest_release() {
            var first = world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");

            world.rollback(RollbackTarget.parse(first.abbreviated()));

            assertThat(world.running()).contains(first);
        }

        @Test
        void a_digest_without_its_algorithm_means_its_latest_release() {
            var first = world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");

            world.rollback(RollbackTarget.parse(first.hex()));

            assertThat(world.running()).contains(first);
        }

        @Test
        void a_digest_without_its_algorithm_that_was_not_released_is_refused() {
            world.pushAndRelease("1.0.0");

            assertThat(problem(world.rollback(RollbackTarget.parse("c".repeat(64))))
                            .code())
                    .isEqualTo(ProblemCode.RELEASE_NOT_FOUND);
        }

        @Test
        void an_ambiguous_abbreviated_digest_is_refused_with_the_matching_digests() {
            var digests = List.of("sha256:" + "a".repeat(64), "sha256:" + "a".repeat(63) + "b");
            for (var digest : digests) {
                var text = world.pushAndRelease("1.0.0").value();
                var file = world.read(releasePath(DEV)).orElseThrow().asText().replace(text, digest);
                world.state.foreignCommit("by hand", Map.of(releasePath(DEV).value(), Bytes.utf8(file)));
                world.pushAndRelease("1.1.0");
            }

            var problem = problem(world.rollback(RollbackTarget.parse("sha256:aaaaaaa")));

            assertThat(problem.code()).isEqualTo(ProblemCode.AMBIGUOUS_DIGEST);
            assertThat(problem.what()).contains(digests);
        }

        @Test
        void an_abbreviated_digest_without_a_release_is_refused() {
            world.pushAndRelease("1.0.0");

            assertRefused(world.rollback(RollbackTarget.parse("sha256:0000000")), ProblemCode.RELEASE_NOT_FOUND);
            assertThatThrownBy(() -> RollbackTarget.parse("sha256:000000")).isInstanceOf(IdpException.class);
        }

        @Test
        void that_already_runs_it_changes_nothing() {
            var first = world.pushAndRelease("1.0.0");

            assertThat(world.rollback(RollbackTarget.parse(first.value())))
                    .isInstanceOf(ReleaseOutcome.Unchanged.class);
        }

        @Test
        void a_digest_without_a_release_is_refused() {
            world.pushAndRelease("1.0.0");
            var never = Digest.of(new byte[] {1});

            assertRefused(world.rollback(RollbackTarget.parse(never.value())), ProblemCode.RELEASE_NOT_FOUND);
            assertRefused(world.rollback(RollbackTarget.parse("0123456789")), ProblemCode.RELEASE_NOT_FOUND);
            assertThatThrownBy(() -> RollbackTarget.parse("HEAD~1")).isInstanceOf(IdpException.class);
        }

        @Test
        void a_commit_before_the_first_release_is_refused() {
            var before = world.state.snapshot().commit().orElseThrow();
            world.pushAndRelease("1.0.0");

            assertRefused(world.rollback(RollbackTarget.parse(before.value())), ProblemCode.RELEASE_NOT_FOUND);
        }
    }

    @Nested
    class The_registry {
        @Test
        void that_is_unreachable_causes_only_a_warning() {
            var first = world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            world.registry.failWith(ReleaseServiceTest.unreachable());

            var outcome = world.rollback();

            assertThat(world.running()).contains(first);
            assertThat(outcome.warnings()).singleElement().asString().contains("could not be asked");
        }

        @Test
        void that_no_longer_has_the_image_prevents_the_rollback() {
            var first = world.pushAndRelease("1.0.0");
            var second = world.pushAndRelease("1.1.0");
            world.registry.remove(repository("dev"), first);

            assertRefused(world.rollback(), ProblemCode.IMAGE_NOT_FOUND);
            assertThat(world.running()).contains(second);
        }
    }

    @Nested
    class A_changed_mapping {
        @Test
        void refuses_a_release_of_the_old_repository() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            world.state.foreignCommit(
                    "new mapping",
                    Map.of(
                            World.environmentPath(DEV).value(),
                            Bytes.utf8(World.file("dev").replace("app1/dev", "app1/prod"))));

            assertRefused(world.rollback(), ProblemCode.MAPPING_CHANGED);
        }
    }

    @Nested
    class With_a_hold {
        @Test
        void a_second_commit_of_the_same_push_makes_the_environment_manual() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            int pushes = world.state.pushes();

            var outcome = world.rollback(RollbackTarget.before(), true);

            assertThat(((ReleaseOutcome.Updated) outcome).commits()).hasSize(2);
            assertThat(outcome.warnings()).isEmpty();
            assertThat(((ReleaseOutcome.Updated) outcome).files())
                    .extracting(FileChange::path)
                    .containsExactly(releasePath(DEV), World.environmentPath(DEV));
            assertThat(world.state.pushes()).isEqualTo(pushes + 1);
            assertThat(world.lastMessage().trailer(TrailerKey.ACTION)).contains("hold");
            assertThat(world.lastMessage().trailer(TrailerKey.HELD_MODE)).contains("default");
            assertThat(CommitMessage.parse(world.state.commits().get(1)).trailer(TrailerKey.ACTION))
                    .contains("rollback");
            assertThat(world.revisions(releasePath(DEV))).hasSize(3);
            assertThat(world.devFile()).contains("mode: manual");
        }

        @Test
        void only_the_hold_is_written_if_the_release_already_runs() {
            var first = world.pushAndRelease("1.0.0");

            var outcome = world.rollback(RollbackTarget.parse(first.value()), true);

            assertThat(((ReleaseOutcome.Updated) outcome).commits()).hasSize(1);
            assertThat(world.lastMessage().trailer(TrailerKey.ACTION)).contains("hold");
        }

        @Test
        void a_manual_environment_gets_only_the_rollback() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            world.holds.hold(DEV, context());

            var outcome = world.rollback(RollbackTarget.before(), true);

            assertThat(((ReleaseOutcome.Updated) outcome).commits()).hasSize(1);
            assertThat(outcome.warnings()).extracting(Warning::what).anyMatch(what -> what.contains("manual already"));
        }

        @Test
        void the_caller_needs_both_grants() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            var grant = new Grant(AddressPattern.of(DEV), Set.of(Right.ROLL_BACK));
            var caller = Caller.granted(new Actor("team-a"), List.of(grant));

            var outcome = world.rollbacks.rollback(new RollbackRequest(
                    DEV,
                    RollbackTarget.before(),
                    ExpectedCurrent.anything(),
                    new Reason("it broke"),
                    true,
                    context(caller)));

            assertRefused(outcome, ProblemCode.FORBIDDEN);
        }
    }

    @Test
    void a_caller_without_the_grant_is_refused() {
        world.pushAndRelease("1.0.0");
        world.pushAndRelease("1.1.0");
        var grant = new Grant(AddressPattern.of(DEV), Set.of(Right.RELEASE));

        var outcome = world.rollbacks.rollback(new RollbackRequest(
                DEV,
                RollbackTarget.before(),
                ExpectedCurrent.anything(),
                new Reason("it broke"),
                false,
                context(Caller.granted(new Actor("team-a"), List.of(grant)))));

        assertRefused(outcome, ProblemCode.FORBIDDEN);
    }

    @Nested
    class With_concurrent_changes {
        private Digest fix;

        @BeforeEach
        void release_three_images() {
            world.pushAndRelease("1.1.0");
            world.pushAndRelease("1.2.0");
            world.pushAndRelease("1.3.0");
            fix = world.push("1.3.1");
        }

        private void assertConflict(ReleaseOutcome outcome) {
            assertRefused(outcome, ProblemCode.NOT_CURRENT);
            assertThat(problem(outcome).kind()).isEqualTo(ProblemKind.PRECONDITION);
        }

        private void anotherReleasesTheFix() {
            world.anotherProcess().releases().release(ReleaseRequest.of(DEV, ImageChoice.parse("1.3.1"), context()));
        }

        @Test
        void it_is_a_conflict_if_a_release_lands_just_before_the_write() {
            world.state.beforeNextCommit(this::anotherReleasesTheFix);

            var outcome = world.rollback();

            assertConflict(outcome);
            assertThat(problem(outcome).what()).contains(fix.value());
            assertThat(world.running()).contains(fix);
        }

        @Test
        void it_is_a_conflict_with_a_target_too() {
            var target = RollbackTarget.parse(digest("1.1.0").value());
            world.state.beforeNextCommit(this::anotherReleasesTheFix);

            assertConflict(world.rollback(target));
            assertThat(world.running()).contains(fix);
        }

        @Test
        void it_is_a_conflict_if_a_release_is_queued_before_it() {
            var outcomes =
                    world.together(List.<Supplier<ReleaseOutcome>>of(() -> world.release("1.3.1"), world::rollback));

            assertThat(outcomes.get(0)).isInstanceOf(ReleaseOutcome.Updated.class);
            assertConflict(outcomes.get(1));
            assertThat(world.running()).contains(fix);
        }

        @Test
        void one_of_two_operators_rolls_back_and_the_other_gets_a_conflict() {
            world.state.beforeNextCommit(() -> assertThat(world.anotherProcess()
                            .rollbacks()
                            .rollback(
                                    World.rollbackRequest(RollbackTarget.before(), ExpectedCurrent.anything(), false)))
                    .isInstanceOf(ReleaseOutcome.Updated.class));

            assertConflict(world.rollback());
            assertThat(world.running()).contains(digest("1.2.0"));
        }

        @Test
        void one_of_two_operators_in_one_process_rolls_back_and_the_other_gets_a_conflict() {
            var outcomes = world.together(List.<Supplier<ReleaseOutcome>>of(world::rollback, world::rollback));

            assertThat(outcomes.get(0)).isInstanceOf(ReleaseOutcome.Updated.class);
            assertConflict(outcomes.get(1));
            assertThat(world.running()).contains(digest("1.2.0"));
        }

        @Test
        void it_succeeds_if_another_file_was_written_meanwhile() {
            world.state.conflictNextCommit();

            assertThat(world.rollback()).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.running()).contains(digest("1.2.0"));
        }

        @Test
        void it_is_done_once_if_its_push_landed_but_was_reported_as_a_conflict() {
            var request = World.rollbackRequest(RollbackTarget.before(), ExpectedCurrent.anything(), false);
            world.state.beforeNextCommit(
                    () -> world.anotherProcess().rollbacks().rollback(request));

            var outcome = world.rollbacks.rollback(request);

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.running()).contains(digest("1.2.0"));
            assertThat(((ReleaseOutcome.Updated) outcome).commits())
                    .containsExactly(world.state.snapshot().commit().orElseThrow());
        }

        @Test
        void it_succeeds_if_the_target_already_runs() {
            var target = RollbackTarget.parse(digest("1.2.0").value());
            world.rollback();

            assertThat(world.rollback(target)).isInstanceOf(ReleaseOutcome.Unchanged.class);
        }

        @Test
        void it_is_refused_if_another_image_is_expected() {
            var old = new ExpectedCurrent.Exactly(digest("1.2.0"));

            assertConflict(world.rollbacks.rollback(World.rollbackRequest(RollbackTarget.before(), old, false)));
            assertConflict(world.rollbacks.rollback(
                    World.rollbackRequest(RollbackTarget.before(), ExpectedCurrent.parse("none"), false)));
            assertThat(world.running()).contains(digest("1.3.0"));
        }

        @Test
        void it_succeeds_if_the_running_image_is_expected() {
            var running = new ExpectedCurrent.Exactly(digest("1.3.0"));

            assertThat(world.rollbacks.rollback(World.rollbackRequest(RollbackTarget.before(), running, false)))
                    .isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void it_says_after_a_lost_answer_how_to_repeat_it_without_going_back_twice() {
            var request = World.rollbackRequest(RollbackTarget.before(), ExpectedCurrent.anything(), false);
            world.state.loseNextAnswer();
            var down = Problem.of(ProblemCode.GIT_UNREACHABLE, "down", "", "wait");
            world.state.beforeNextCommit(() -> {
                for (int i = 0; i < 1_000; i++) {
                    world.state.failNextSnapshot(down);
                }
            });

            assertThatThrownBy(() -> world.rollbacks.rollback(request))
                    .isInstanceOfSatisfying(IdpException.class, it -> {
                        assertThat(it.problem().code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
                        assertThat(it.problem().fix())
                                .contains("`--request-id " + request.context().requestId() + "`");
                    });
        }

        private Digest digest(String tag) {
            return world.registry
                    .resolve(repository("dev"), Tag.parse(tag))
                    .image()
                    .orElseThrow()
                    .digest();
        }
    }

    @Nested
    class Its_distance {
        @Test
        void is_reported_with_both_images_the_age_and_the_skipped_releases() {
            world.pushAndRelease("1.0.0");
            var released = world.clock.instant();
            var first = world.running().orElseThrow();
            world.pushAndRelease("1.1.0");
            var last = world.pushAndRelease("1.2.0");
            world.clock.advance(Duration.ofDays(3));

            var outcome = (ReleaseOutcome.Updated) world.rollback(RollbackTarget.parse(first.value()));

            assertThat(outcome.image().flatMap(ImageReference::optionalDigest)).contains(first);
            assertThat(Optional.ofNullable(outcome.previous()).flatMap(ImageReference::optionalDigest))
                    .contains(last);
            assertThat(outcome.distance())
                    .contains(new RollbackDistance(released, Duration.between(released, world.clock.instant()), 1));
        }

        @Test
        void is_the_same_in_a_dry_run() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");

            var planned = world.rollbacks.rollback(new RollbackRequest(
                    DEV,
                    RollbackTarget.before(),
                    ExpectedCurrent.anything(),
                    new Reason("it broke"),
                    false,
                    World.dryRun()));

            assertThat(planned).isInstanceOf(ReleaseOutcome.Planned.class);
            assertThat(planned.distance())
                    .contains(new RollbackDistance(World.START.plus(Duration.ofMinutes(1)), Duration.ofMinutes(1), 0));
        }
    }

    @Test
    void a_dry_run_writes_nothing() {
        world.pushAndRelease("1.0.0");
        var second = world.pushAndRelease("1.1.0");

        var outcome = world.rollbacks.rollback(new RollbackRequest(
                DEV,
                RollbackTarget.before(),
                ExpectedCurrent.anything(),
                new Reason("it broke"),
                true,
                World.dryRun()));

        assertThat(((ReleaseOutcome.Planned) outcome).files()).hasSize(2);
        assertThat(world.running()).contains(second);
    }

    @Test
    void limits_tightened_since_the_release_are_warnings() {
        world.pushAndRelease("1.0.0");
        world.pushAndRelease("1.1.0");
        world.settings("limits:\n  replicas: 1\nregistries: [other.example.org]");

        var outcome = world.rollback();

        assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
        assertThat(outcome.warnings()).hasSize(2);
    }
}
