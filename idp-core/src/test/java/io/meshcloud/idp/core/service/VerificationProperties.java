// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.releasePath;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.promotion.PromotionRequest;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.core.verify.VerificationFinding;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class VerificationProperties {
    private static final Pattern TIME = Pattern.compile(" *(observedAt|newestSeenAt): .*");

    /** One of the things that services do; many of them are refused or change nothing, as in practice. */
    private static void step(World world, int step) {
        world.clock.advance(Duration.ofSeconds(step));
        switch (step) {
            case 0 -> world.create(DEV, World.file("dev"), null);
            case 1 -> world.create(DEV, World.file("dev"), "t0");
            case 2 -> world.rollback();
            case 3 -> world.rollback(RollbackTarget.before(), true);
            case 4 -> world.holds.hold(DEV, context());
            case 5 -> world.holds.resume(DEV, context());
            case 6 -> world.environments.retire(DEV, context());
            case 7 ->
                world.apply(World.file("dev") + "# " + world.state.commits().size() + "\n", false);
            case 8 -> world.apply(World.file("dev").replace("app1/dev", "app1/moved"), true);
            case 9 -> world.configuration.set(DEV, List.of(Assignment.parse("runtime.scaling.replicas=3")), context());
            default -> world.release("t" + step % 4);
        }
    }

    private static World after(List<Integer> steps) {
        var world = new World();
        for (int tag = 0; tag < 4; tag++) {
            world.push("t" + tag, World.START.minusSeconds(tag));
        }
        world.create(DEV, World.file("dev"), null);
        steps.forEach(step -> step(world, step));
        return world;
    }

    @Property(tries = 200)
    void histories_of_releases_are_clean(@ForAll @Size(max = 14) List<@IntRange(max = 16) Integer> steps) {
        assertThat(after(steps).verify().findings()).isEmpty();
    }

    /** Every service that writes, with a registry and settings that change in between. */
    @Property(tries = 300)
    void histories_of_all_services_are_clean(
            @ForAll boolean byPush, @ForAll @Size(max = 16) List<@IntRange(max = 28) Integer> steps) {
        var world = new World();
        if (byPush) {
            world.registry.orderByPushes();
        }
        world.settings("releases: {deployOnPush: true}");
        world.create(DEV, World.file("dev"), null);
        world.create(PROD, World.file("prod"), null);
        steps.forEach(step -> anyStep(world, step));

        assertThat(world.verify().findings()).isEmpty();
    }

    private static void anyStep(World world, int step) {
        switch (step) {
            case 17 -> world.push("n" + world.state.commits().size(), world.clock.instant());
            case 18 -> world.push("n" + world.clock.instant().getEpochSecond(), Instant.EPOCH);
            case 19 -> pushAgain(world);
            case 20, 21 -> look(world);
            case 22 ->
                attempt(() -> world.promotions.promote(
                        new PromotionRequest(DEV, PROD, ExpectedCurrent.anything(), null, context())));
            case 23 -> world.stops.stop(Reason.parse("incident"), context());
            case 24 -> world.stops.start(context());
            case 25 ->
                world.settings(
                        "releases: {deployOnPush: " + (world.clock.instant().getEpochSecond() % 2 == 0) + "}");
            case 26 -> world.registry.failWith(Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "down", "", "wait"));
            case 27 -> world.registry.recover();
            case 28 -> world.init.init(context());
            default -> attempt(() -> step(world, step));
        }
    }

    /** At a registry that orders by pushes, the running image is newer than when it was released. */
    private static void pushAgain(World world) {
        var tag = Tag.parse("latest");
        world.push(tag.value(), World.START.minusSeconds(1));
        world.registry.pushedAt(World.repository("dev"), tag, world.clock.instant());
    }

    private static void look(World world) {
        attempt(() -> world.reconciling.reconcile(false, (done, all) -> {}));
    }

    /** The registry may be down. */
    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (IdpException e) {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
        }
    }

    @Property(tries = 200)
    void one_byte_changed_by_another_author_is_found(
            @ForAll @Size(max = 6) List<@IntRange(min = 10, max = 16) Integer> steps,
            @ForAll @IntRange(max = 10_000) int position,
            @ForAll byte value) {
        var world = after(steps);
        world.release("t0");
        var bytes = world.read(releasePath(DEV)).orElseThrow().toArray();
        int at = position % bytes.length;
        if (bytes[at] == value) {
            return;
        }
        bytes[at] = value;
        var commit = world.state.foreignCommit("so", Map.of(releasePath(DEV).value(), Bytes.of(bytes)));

        assertThat(world.verify().findings())
                .extracting(VerificationFinding::commit)
                .containsExactly(commit);
    }

    /** The same commit in the platform's own name with one byte changed. Times are not compared. */
    @Property(tries = 200)
    void one_byte_changed_under_a_forged_name_is_found(
            @ForAll @IntRange(max = 10_000) int position, @ForAll byte value) {
        var honest = after(List.of(10));
        honest.release("t3");
        var written = honest.read(releasePath(DEV)).orElseThrow();
        var bytes = written.toArray();
        int at = position % bytes.length;
        if (bytes[at] == value || TIME.matcher(lineOf(written.asText(), at)).matches()) {
            return;
        }
        bytes[at] = value;
        var forged = after(List.of(10));
        var commit = forged.state.forgedCommit(
                InMemoryStateRepository.PLATFORM,
                InMemoryStateRepository.PLATFORM,
                honest.state.commits().get(0),
                Map.of(releasePath(DEV).value(), new StateFile.Regular(Bytes.of(bytes))));

        assertThat(forged.verify().findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.commit()).isEqualTo(commit));
    }

    @Property(tries = 1)
    void a_byte_identical_commit_is_clean() {
        var honest = after(List.of(10));
        honest.release("t3");
        var forged = after(List.of(10));
        forged.state.forgedCommit(
                InMemoryStateRepository.PLATFORM,
                InMemoryStateRepository.PLATFORM,
                honest.state.commits().get(0),
                Map.of(releasePath(DEV).value(), honest.state.snapshot().read(releasePath(DEV))));

        assertThat(forged.verify().findings()).isEmpty();
    }

    private static String lineOf(String text, int at) {
        return text.substring(text.lastIndexOf('\n', at - 1) + 1, text.indexOf('\n', at));
    }
}
