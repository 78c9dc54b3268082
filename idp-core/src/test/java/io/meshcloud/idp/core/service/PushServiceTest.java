// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.push.PushOutcome;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushServiceTest {
    private final World world = World.withDev();

    @BeforeEach
    void switch_automation_on() {
        world.settings("releases:\n  deployOnPush: true\n");
    }

    @Test
    void a_push_makes_automation_check_the_environment_that_tracks_the_repository() {
        var digest = world.push("1.0.0");

        assertThat(world.pushes.pushed(ImagePushed.of(repository("dev"), Tag.parse("1.0.0"))))
                .isInstanceOfSatisfying(
                        PushOutcome.Evaluated.class,
                        it -> assertThat(it.outcome()).isInstanceOf(ReleaseOutcome.Updated.class));
        assertThat(world.running()).contains(digest);
    }

    @Test
    void a_push_with_forged_data_releases_only_the_newest_image() {
        var digest = world.push("1.0.0");
        var forged = new ImagePushed(
                repository("dev"),
                Tag.parse("evil"),
                Digest.parse("sha256:" + "6".repeat(64)),
                "application/vnd.oci.image.manifest.v1+json",
                "1",
                Instant.parse("2099-01-01T00:00:00Z"),
                "eve");

        world.pushes.pushed(forged);

        assertThat(world.running()).contains(digest);
        assertThat(world.devRelease().orElseThrow().image().optionalTag()).contains(Tag.parse("1.0.0"));
    }

    @Test
    void a_repository_without_an_environment_is_reported() {
        var elsewhere = ImageRepository.parse("registry.example.org/team-a/app2/dev");

        assertThat(world.pushes.pushed(ImagePushed.of(elsewhere, null)))
                .isEqualTo(new PushOutcome.Untracked(elsewhere));
    }

    @Test
    void a_repository_that_several_environments_track_releases_nothing_and_names_them() {
        world.push("1.0.0");
        world.state.foreignCommit(
                "double",
                Map.of(
                        World.environmentPath(World.PROD).value(),
                        Bytes.utf8(World.file("prod").replace("team-a/app1/prod", "team-a/app1/dev"))));

        assertThat(world.pushes.pushed(ImagePushed.of(repository("dev"), Tag.parse("1.0.0"))))
                .isInstanceOfSatisfying(
                        PushOutcome.Ambiguous.class,
                        it -> assertThat(it.environments()).containsExactly(World.DEV, World.PROD));
        assertThat(world.running()).isEmpty();
    }
}
