// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Requests of people against everything that may happen between a decision and its push. */
class RequestProperties {
    /** What happens between a decision and its push. */
    enum Meanwhile {
        NOTHING,
        SOMETHING_ELSEWHERE,
        A_NEW_RELEASE,
        AN_OLD_RELEASE,
        A_ROLLBACK,
        AUTOMATION,
        A_MOVED_TAG,
        A_LOST_ANSWER,
        A_PUSH_THAT_NEVER_ARRIVED
    }

    /**
     * Whatever happens between the decision and the push, a rollback goes back once, by one release, from the image
     * that ran at the time of the request, or writes nothing.
     */
    @Property(tries = 400)
    void one_rollback_request_goes_back_at_most_one_release(
            @ForAll @Size(min = 2, max = 6) List<@IntRange(max = 4) Integer> before,
            @ForAll @Size(max = 4) List<Meanwhile> meanwhile) {
        var world = World.withDev();
        world.settings("releases:\n  deployOnPush: true\n");
        before.forEach(image -> {
            world.push("t" + image, World.START.plusSeconds(image));
            world.release("t" + image);
        });
        var seen = world.running().orElseThrow();
        var runs = runs(world);
        int first = runs.indexOf(seen);
        var request = World.rollbackRequest(RollbackTarget.before(), ExpectedCurrent.anything(), false);
        meanwhile.forEach(what -> world.state.beforeNextCommit(() -> happen(world, what)));

        var outcome = outcome(() -> world.rollbacks.rollback(request));

        var ours = commits(world, request.context());
        if (outcome instanceof ReleaseOutcome.Updated updated) {
            assertThat(updated.commits()).hasSize(1);
            assertThat(ours).singleElement().satisfies(message -> {
                assertThat(digest(message, TrailerKey.PREVIOUS_IMAGE)).isEqualTo(seen);
                assertThat(digest(message, TrailerKey.IMAGE)).isEqualTo(runs.get(first - 1));
            });
        } else if (outcome instanceof ReleaseOutcome.Rejected rejected) {
            assertThat(ours).isEmpty();
            assertThat(rejected.problem().code()).isIn(ProblemCode.NO_EARLIER_RELEASE, ProblemCode.NOT_CURRENT);
        } else {
            assertThat(outcome).isNull();
            assertThat(ours).hasSizeLessThanOrEqualTo(1);
            assertThat(meanwhile).contains(Meanwhile.A_PUSH_THAT_NEVER_ARRIVED);
        }
    }

    /** Whatever happens between the decision and the push, a request to release is written once or not at all. */
    @Property(tries = 400)
    void one_release_request_releases_at_most_once(
            @ForAll @Size(max = 3) List<@IntRange(max = 4) Integer> before,
            @ForAll @Size(max = 4) List<Meanwhile> meanwhile) {
        var world = World.withDev();
        world.settings("releases:\n  deployOnPush: true\n");
        world.push("t0", World.START);
        world.release("t0");
        before.forEach(image -> {
            world.push("t" + image, World.START.plusSeconds(image));
            world.release("t" + image);
        });
        world.push("mine", World.START.plusSeconds(5));
        var request = ReleaseRequest.of(DEV, ImageChoice.parse("mine"), context());
        meanwhile.forEach(what -> world.state.beforeNextCommit(() -> happen(world, what)));

        var outcome = outcome(() -> world.releases.release(request));

        var ours = commits(world, request.context());
        if (outcome instanceof ReleaseOutcome.Updated updated) {
            assertThat(updated.commits()).hasSize(1);
            assertThat(ours).hasSize(1);
        } else {
            assertThat(outcome).isNull();
            assertThat(ours).hasSizeLessThanOrEqualTo(1);
            assertThat(meanwhile).contains(Meanwhile.A_PUSH_THAT_NEVER_ARRIVED);
        }
    }

    private static List<CommitMessage> commits(World world, RequestContext context) {
        var id = context.requestId().value();
        return world.state.commits().stream()
                .map(CommitMessage::parse)
                .filter(message -> message.trailer(TrailerKey.REQUEST_ID)
                        .filter(id::equals)
                        .isPresent())
                .toList();
    }

    /** The outcome; absent if it is unknown whether a push arrived. */
    private static @Nullable ReleaseOutcome outcome(Supplier<ReleaseOutcome> request) {
        try {
            return request.get();
        } catch (IdpException e) {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
            return null;
        }
    }

    private static void happen(World world, Meanwhile what) {
        var other = world.anotherProcess();
        switch (what) {
            case NOTHING -> {}
            case SOMETHING_ELSEWHERE ->
                world.state.foreignCommit("elsewhere", Map.of("elsewhere/file", Bytes.utf8("more")));
            case A_NEW_RELEASE -> {
                var digest = world.push(
                        "new", World.START.plusSeconds(world.state.commits().size()));
                other.releases().release(ReleaseRequest.of(DEV, new ImageChoice.ByDigest(digest), context()));
            }
            case AN_OLD_RELEASE ->
                other.releases()
                        .release(ReleaseRequest.of(
                                DEV, new ImageChoice.ByDigest(runs(world).get(0)), context()));
            case A_ROLLBACK ->
                other.rollbacks()
                        .rollback(World.rollbackRequest(RollbackTarget.before(), ExpectedCurrent.anything(), false));
            case AUTOMATION -> {
                world.push(
                        "pushed",
                        World.START.plusSeconds(1_000L + world.state.commits().size()));
                other.automation()
                        .update(AutomationRequest.of(
                                DEV, null, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));
            }
            case A_MOVED_TAG -> world.push("t0", World.START.plusSeconds(2_000L));
            case A_LOST_ANSWER -> world.state.loseNextAnswer();
            case A_PUSH_THAT_NEVER_ARRIVED ->
                throw Problem.of(ProblemCode.OUTCOME_UNKNOWN, "lost", "", "look")
                        .asException();
        }
    }

    private static Digest digest(CommitMessage message, TrailerKey key) {
        return ImageReference.parse(message.trailer(key).orElseThrow())
                .optionalDigest()
                .orElseThrow();
    }

    /** The digests in the order in which they were released. */
    private static List<Digest> runs(World world) {
        var digests = new ArrayList<Digest>();
        for (var revision : world.revisions(World.releasePath(DEV))) {
            digests.add(digest(CommitMessage.parse(revision.message()), TrailerKey.IMAGE));
        }
        Collections.reverse(digests);
        return digests;
    }
}
