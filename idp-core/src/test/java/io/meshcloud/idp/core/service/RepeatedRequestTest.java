// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.platform;
import static io.meshcloud.idp.core.service.World.releasePath;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A caller whose answer was lost asks again under the same request id. */
class RepeatedRequestTest {
    private static final RequestId ID = RequestId.parse("00000000-0000-4000-8000-000000000001");

    private final World world = World.withDev();

    private static RequestContext again(Caller caller) {
        return new RequestContext(caller, caller.platform() ? Trigger.CLI : Trigger.HTTP, null, ID, false);
    }

    private ReleaseOutcome release(ImageChoice image) {
        return release(image, platform());
    }

    private ReleaseOutcome release(ImageChoice image, Caller caller) {
        return world.releases.release(ReleaseRequest.of(DEV, image, again(caller)));
    }

    private static ImageChoice tag(String name) {
        return new ImageChoice.ByTag(Tag.parse(name));
    }

    private int commits() {
        return world.state.commits().size();
    }

    private static void assertNotRecognised(ReleaseOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
            assertThat(it.problem().code()).isEqualTo(ProblemCode.REQUEST_ID_TAKEN);
            assertThat(it.problem().what()).contains("does not recognise it as a commit of the platform");
        });
    }

    @Nested
    class A_release {
        @Test
        void is_not_repeated_after_another_release() {
            world.push("1.0.0");
            var first = (ReleaseOutcome.Updated) release(tag("1.0.0"));
            var newer = world.pushAndRelease("1.1.0");
            int before = commits();

            var outcome = release(tag("1.0.0"));

            assertThat(outcome).isInstanceOfSatisfying(ReleaseOutcome.Updated.class, it -> {
                assertThat(it.commits()).isEqualTo(first.commits());
                assertThat(it.image()).isEqualTo(first.image());
                assertThat(it.warnings()).extracting(Warning::what).anyMatch(text -> text.contains("changed since"));
            });
            assertThat(world.running()).contains(newer);
            assertThat(commits()).isEqualTo(before);
        }

        @Test
        void that_still_runs_is_reported_with_its_commit() {
            world.push("1.0.0");
            var first = (ReleaseOutcome.Updated) release(tag("1.0.0"));

            var outcome = release(tag("1.0.0"));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            ReleaseOutcome.Updated.class,
                            it -> assertThat(it.commits()).isEqualTo(first.commits()));
        }

        @Test
        void of_another_image_under_the_same_id_is_refused() {
            world.push("1.0.0");
            world.push("1.1.0");
            release(tag("1.0.0"));
            int before = commits();

            assertThat(release(tag("1.1.0")))
                    .isInstanceOfSatisfying(
                            ReleaseOutcome.Rejected.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.REQUEST_ID_TAKEN));
            assertThat(release(new ImageChoice.ByDigest(Digest.parse("sha256:" + "0".repeat(64)))))
                    .isInstanceOf(ReleaseOutcome.Rejected.class);
            assertThat(commits()).isEqualTo(before);
        }

        @Test
        void of_a_caller_without_the_right_to_release_reveals_nothing() {
            world.push("1.0.0");
            release(tag("1.0.0"));

            assertThat(release(tag("1.0.0"), Caller.granted(new Actor("eve"), List.of())))
                    .isInstanceOfSatisfying(
                            ReleaseOutcome.Rejected.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.FORBIDDEN));
        }

        @Test
        void is_done_although_a_commit_of_others_claims_its_id() {
            var digest = world.push("1.0.0");
            world.push("1.1.0");
            release(tag("1.0.0"));
            var claim = world.state.commits().get(0);
            var other = World.withDev();
            other.push("1.0.0");
            other.push("1.1.0");
            other.release("1.1.0");
            var file = other.read(releasePath(DEV)).orElseThrow();
            other.state.foreignCommit(
                    claim, Map.of(releasePath(DEV).value(), Bytes.utf8(file.asText() + "# changed by hand\n")));

            assertThat(other.releases.release(ReleaseRequest.of(DEV, tag("1.0.0"), again(platform()))))
                    .isInstanceOf(ReleaseOutcome.Updated.class);

            assertThat(other.running()).contains(digest);
        }

        @Test
        void whose_id_is_in_a_foreign_commit_is_refused_and_passes_with_another_id() {
            world.push("1.0.0");
            release(tag("1.0.0"));
            var copied = world.state.commits().get(0);
            var other = World.withDev();
            var digest = other.push("1.0.0");
            other.state.foreignCommit(
                    copied,
                    Map.of(
                            releasePath(DEV).value(),
                            world.read(releasePath(DEV)).orElseThrow()));
            var newer = other.pushAndRelease("1.1.0");

            assertNotRecognised(other.releases.release(ReleaseRequest.of(DEV, tag("1.0.0"), again(platform()))));

            assertThat(other.running()).contains(newer);
            other.release("1.0.0");
            assertThat(other.running()).contains(digest);
        }

        @Test
        void is_found_below_a_copy_of_its_commit() {
            world.push("1.0.0");
            var first = (ReleaseOutcome.Updated) release(tag("1.0.0"));
            var copied = world.state.commits().get(0);
            var file = world.read(releasePath(DEV)).orElseThrow();
            world.pushAndRelease("1.1.0");
            world.state.foreignCommit(copied, Map.of(releasePath(DEV).value(), file));
            var newest = world.pushAndRelease("1.2.0");

            assertThat(release(tag("1.0.0")))
                    .isInstanceOfSatisfying(
                            ReleaseOutcome.Updated.class,
                            it -> assertThat(it.commits()).isEqualTo(first.commits()));
            assertThat(world.running()).contains(newest);
        }

        @Test
        void under_an_unused_id_is_an_ordinary_request() {
            var digest = world.push("1.0.0");

            assertThat(release(tag("1.0.0"))).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.running()).contains(digest);
        }

        @Test
        void queued_with_its_repetition_and_another_release_is_done_once() {
            world.push("1.0.0");
            var newer = world.push("1.1.0");
            int before = commits();

            world.together(List.<Supplier<ReleaseOutcome>>of(
                    () -> release(tag("1.0.0")), () -> world.release("1.1.0"), () -> release(tag("1.0.0"))));

            // One more for the release that they waited for.
            assertThat(commits()).isEqualTo(before + 1 + 2);
            assertThat(world.running()).contains(newer);
        }
    }

    @Nested
    class A_rollback {
        @Test
        void is_not_repeated() {
            var oldest = world.pushAndRelease("1.0.0");
            var middle = world.pushAndRelease("1.1.0");
            world.pushAndRelease("1.2.0");
            rollback();
            int before = commits();

            var outcome = rollback();

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(world.running()).contains(middle).isNotEqualTo(oldest);
            assertThat(commits()).isEqualTo(before);
        }

        @Test
        void that_was_done_under_another_committer_is_refused() {
            var other = World.withDev();
            other.pushAndRelease("1.0.0");
            var middle = other.pushAndRelease("1.1.0");
            other.pushAndRelease("1.2.0");
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            world.pushAndRelease("1.2.0");
            rollback();
            var laptop = new CommitIdentity("laptop", "laptop@example.org");
            other.state.forgedCommit(
                    laptop,
                    laptop,
                    world.state.commits().get(0),
                    Map.of(
                            releasePath(DEV).value(),
                            new StateFile.Regular(world.read(releasePath(DEV)).orElseThrow())));
            assertThat(other.running()).contains(middle);

            assertNotRecognised(rollback(other));

            assertThat(other.running()).contains(middle);
        }

        @Test
        void under_the_id_of_a_release_is_refused() {
            world.pushAndRelease("1.0.0");
            world.push("1.1.0");
            release(tag("1.1.0"));
            int before = commits();

            assertThat(rollback()).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
                assertThat(it.problem().code()).isEqualTo(ProblemCode.REQUEST_ID_TAKEN);
                assertThat(it.problem().what()).contains("release", "rollback");
            });

            assertThat(commits()).isEqualTo(before);
        }

        @Test
        void keeps_its_id_from_a_release() {
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            rollback();

            assertThat(release(tag("1.0.0")))
                    .isInstanceOfSatisfying(
                            ReleaseOutcome.Rejected.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.REQUEST_ID_TAKEN));
        }

        private ReleaseOutcome rollback() {
            return rollback(world);
        }

        private ReleaseOutcome rollback(World in) {
            return in.rollbacks.rollback(new RollbackRequest(
                    DEV,
                    RollbackTarget.before(),
                    ExpectedCurrent.anything(),
                    Reason.parse("it is broken"),
                    false,
                    again(platform())));
        }
    }
}
