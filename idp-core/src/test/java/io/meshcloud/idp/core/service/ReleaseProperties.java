// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReleaseProperties {

    @Property(tries = 100)
    void a_repeated_release_changes_nothing(@ForAll @Size(min = 1, max = 6) List<@IntRange(max = 3) Integer> images) {
        var world = World.withDev();
        for (int image : images) {
            world.push("t" + image, World.START.minusSeconds(image));
            world.release("t" + image);
            var commits = world.state.commits();
            var file = world.read(World.releasePath(World.DEV));

            assertThat(world.release("t" + image)).isInstanceOf(ReleaseOutcome.Unchanged.class);

            assertThat(world.state.commits()).isEqualTo(commits);
            assertThat(world.read(World.releasePath(World.DEV))).isEqualTo(file);
        }
    }

    @Property(tries = 100)
    void the_watermark_never_decreases(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = -1, max = 6) Integer> steps) {
        var world = World.withDev();
        var highest = Instant.MIN;
        for (int step : steps) {
            if (step < 0) {
                world.rollback();
            } else {
                world.push("t" + step, World.START.minusSeconds(step));
                world.release("t" + step);
            }
            var release = world.devRelease();
            if (release.isPresent()) {
                var watermark = release.get().optionalNewestSeenAt().orElseThrow();
                assertThat(watermark).isAfterOrEqualTo(highest);
                highest = watermark;
            }
        }
    }

    /**
     * Releases in any order, then rollbacks until there is nothing left: each goes strictly back, and no image comes
     * twice.
     */
    @Property(tries = 150)
    void each_rollback_goes_further_back_and_none_toggles(
            @ForAll @Size(max = 10) List<@IntRange(min = -1, max = 4) Integer> steps) {
        var world = World.withDev();
        for (int step : steps) {
            if (step < 0) {
                world.rollback();
            } else {
                world.push("t" + step, World.START.minusSeconds(step));
                world.release("t" + step);
            }
        }
        var firstRuns = firstRuns(world);
        var visited = new ArrayList<Digest>();
        world.running().ifPresent(visited::add);

        while (world.rollback() instanceof ReleaseOutcome.Updated) {
            visited.add(world.running().orElseThrow());
        }

        assertThat(visited).doesNotHaveDuplicates();
        assertThat(visited.stream().map(firstRuns::indexOf).toList())
                .isSortedAccordingTo((left, right) -> Integer.compare(right, left));
        if (!visited.isEmpty()) {
            assertThat(visited.get(visited.size() - 1)).isEqualTo(firstRuns.get(0));
        }
    }

    /** The digests in the order in which each ran first. */
    private static List<Digest> firstRuns(World world) {
        var revisions = new ArrayList<>(world.revisions(World.releasePath(World.DEV)));
        Collections.reverse(revisions);
        return revisions.stream()
                .map(revision -> revision.file().regularBytes().orElseThrow().asText())
                .map(text -> Digest.parse(text.replaceAll("(?s).*(sha256:[0-9a-f]{64}).*", "$1")))
                .distinct()
                .toList();
    }
}
