// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.cli.NotificationReceiver.Taken;
import io.meshcloud.idp.cli.config.Flags;
import io.meshcloud.idp.cli.config.SettingsReader;
import io.meshcloud.idp.cli.wiring.Services;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.push.PushOutcome;
import io.meshcloud.idp.core.push.PushService;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.registry.webhook.WebhookAnswer;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A real registry sends notifications of what skopeo pushes, and the pushed images are released on the state branch.
 */
class NotificationIT extends PushingTeam {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String BLOB = "application/octet-stream";

    private NotificationReceiver receiver;
    private Services services;

    @Override
    RegistryServer open(Path server) throws Exception {
        receiver = new NotificationReceiver(StateFixture.HOST, this::pushes);
        return RegistryServer.start(server, receiver.settings(NotificationReceiver.SECRET));
    }

    @AfterEach
    void stopReceiving() {
        if (receiver != null) {
            receiver.close();
        }
        if (services != null) {
            services.close();
        }
    }

    private synchronized PushService pushes() {
        if (services == null) {
            var context = cli().context();
            services = Services.start(SettingsReader.read(Flags.NONE, context), context);
        }
        return services.core().pushes();
    }

    private static boolean released(Taken taken) {
        return taken.outcomes().stream()
                .anyMatch(outcome -> outcome instanceof PushOutcome.Evaluated looked
                        && looked.outcome() instanceof ReleaseOutcome.Updated);
    }

    /** Whether it was followed without a release. */
    private static boolean changedNothing(Taken taken) {
        return !released(taken);
    }

    private static boolean ignored(Taken taken) {
        return taken.answer() instanceof WebhookAnswer.Ignored;
    }

    private static boolean isPushOf(Taken taken, String mediaType) {
        return taken.isAction("push") && taken.isOf(mediaType);
    }

    @Test
    void a_push_releases_the_image_and_pushed_blobs_release_nothing() throws Exception {
        var digest = image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");

        assertThat(receiver.next(taken -> isPushOf(taken, BLOB), NotificationIT::ignored))
                .matches(NotificationIT::ignored);
        var received = receiver.next(NotificationIT::released, NotificationIT::ignored);

        assertThat(received).matches(taken -> isPushOf(taken, MANIFEST));
        assertThat(release()).contains(digest.value(), "1.0.0", "platform-release-controller");
        assertThat(require(cli().run("verify")).out()).contains("all as the platform writes them");
    }

    @Test
    void pulls_release_nothing() throws Exception {
        image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");
        receiver.next(NotificationIT::released, NotificationIT::ignored);
        var head = fixture.head();

        // We have just read it, and the registry notifies us of the pull.
        assertThat(receiver.next(taken -> taken.isAction("pull"), NotificationIT::ignored))
                .matches(NotificationIT::ignored);
        RealPart.run(
                folder,
                "skopeo",
                "copy",
                "--insecure-policy",
                "--src-tls-verify=false",
                "--src-creds",
                RegistryServer.USER + ":" + RegistryServer.PASSWORD,
                "docker://" + registry.host() + "/" + REPOSITORY.path() + ":1.0.0",
                "dir:" + folder.resolve("pulled"));
        receiver.next(taken -> taken.isAction("pull") && taken.body().contains("skopeo"), NotificationIT::ignored);

        assertThat(fixture.head()).isEqualTo(head);
    }

    @Test
    void an_index_is_released_and_its_images_pushed_by_digest_are_not() throws Exception {
        var amd64 = OciImage.created(BUILT);
        var digest = new OciLayoutWriter(built("2.0.0"))
                .writeIndex(Tag.parse("2.0.0"), List.of(amd64, amd64.on("linux", "arm64")));
        push("2.0.0", ":2.0.0", "--all", "--preserve-digests");

        receiver.next(NotificationIT::released, NotificationIT::changedNothing);

        assertThat(release()).contains(digest.value());
    }

    @Test
    void an_image_in_docker_format_is_released() throws Exception {
        image("3.0.0", BUILT);
        push("3.0.0", ":3.0.0", "--format", "v2s2");

        assertThat(receiver.next(NotificationIT::released, NotificationIT::ignored))
                .matches(taken -> taken.isOf("application/vnd.docker.distribution.manifest.v2+json"));
        assertThat(release()).contains("3.0.0", "sha256:");
    }

    @Test
    void an_image_pushed_by_digest_waits_for_its_tag() throws Exception {
        var digest = image("4.0.0", BUILT);
        var head = fixture.head();
        push("4.0.0", "@" + digest.value());
        receiver.next(taken -> isPushOf(taken, MANIFEST), NotificationIT::ignored);
        assertThat(fixture.head()).isEqualTo(head);

        push("4.0.0", ":4.0.0");
        receiver.next(NotificationIT::released, NotificationIT::changedNothing);

        assertThat(release()).contains(digest.value(), "4.0.0");
    }

    @Test
    void a_chart_is_not_released() throws Exception {
        chart("9.9.9");
        var head = fixture.head();
        push("9.9.9", ":9.9.9");

        var received = receiver.next(taken -> isPushOf(taken, MANIFEST), NotificationIT::ignored);

        assertThat(received).matches(NotificationIT::changedNothing);
        assertThat(fixture.head()).isEqualTo(head);
    }

    @Test
    void a_push_with_a_wrong_secret_is_released_only_by_the_next_poll() throws Exception {
        registry.close();
        var other = Files.createDirectory(folder.resolve("other"));
        registry = RegistryServer.start(other, receiver.settings("Bearer wrong"));
        var digest = image("1.0.0", BUILT);
        var head = fixture.head();
        push("1.0.0", ":1.0.0");

        var received = receiver.next(taken -> true, taken -> false);

        assertThat(received.answer())
                .isInstanceOfSatisfying(
                        WebhookAnswer.RefusedDelivery.class,
                        refused -> assertThat(refused.kind()).isEqualTo(WebhookAnswer.RefusalKind.UNAUTHENTICATED));
        assertThat(fixture.head()).isEqualTo(head);
        assertThat(require(cli().run("reconcile", "--once")).out()).contains(ADDRESS, "updated");
        assertThat(release()).contains(digest.value());
    }
}
