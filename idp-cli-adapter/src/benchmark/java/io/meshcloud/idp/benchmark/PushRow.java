// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.cli.NotificationReceiver;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** From the return of {@code skopeo copy} to the commit on the branch, by notification and by poll. */
final class PushRow {
    private static final int MIN_ROUNDS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private PushRow() {}

    static void measure(Arena arena, Options options, Results results) {
        var notified = arena.copy("notified");
        var polled = arena.copy("polled");
        new StateGenerator(arena.programs()).enableAutomation(notified.repository());
        new StateGenerator(arena.programs()).enableAutomation(polled.repository());
        var poller = new AtomicReference<Poller>();
        try (var receiver = new NotificationReceiver(
                        TestEnvironment.HOST, () -> poller.get().pushes());
                var server = RegistryServer.start(
                        arena.scratch("notified-registry"), receiver.settings(NotificationReceiver.SECRET));
                var polledServer = RegistryServer.start(arena.scratch("polled-registry"), "");
                var ours = new Poller(arena.scratch("push").resolve("cache"), notified.url(), at(server))) {
            poller.set(ours);
            var process = new CliProcess(arena, polled, "reconcile", at(polledServer));
            var byNotification = new Pushes(arena, notified, server, () -> {});
            var byPoll = new Pushes(arena, polled, polledServer, process::reconcile);
            new Rounds(System::nanoTime, options.budget(Row.PUSH), MIN_ROUNDS)
                    .play(List.<Runnable>of(byNotification::push, byPoll::push));
            byNotification.report("by notification", results);
            byPoll.report("by `idp reconcile --once`", results);
        } catch (Exception e) {
            throw new IllegalStateException("the row push failed", e);
        }
        results.note(
                "By notification, the registry notifies a process with a warm cache, which decodes the event, queries"
                        + " the registry and commits; the receiver is a small server of the benchmark. By poll, a new"
                        + " process polls all environments.");
    }

    private static Map<String, String> at(RegistryServer server) {
        return LookedRegistry.settings(server.url(), RegistryServer.USER, RegistryServer.PASSWORD);
    }

    /** Pushes one image after the other and measures the time to each commit. */
    private static final class Pushes {
        private final Arena arena;
        private final StateCopy copy;
        private final RegistryServer server;
        private final Runnable afterPush;
        private final Path images;
        private final List<Duration> took = new ArrayList<>();
        private Instant built = TestUpdate.OBSERVED_AT;

        /**
         * @param afterPush runs after each push
         */
        Pushes(Arena arena, StateCopy copy, RegistryServer server, Runnable afterPush) {
            this.arena = arena;
            this.copy = copy;
            this.server = server;
            this.afterPush = afterPush;
            this.images = arena.scratch("pushed-" + server.host().replace(':', '-'));
        }

        void push() {
            var environment = new TestEnvironment(took.size() % arena.environments());
            built = built.plusSeconds(1);
            var layout = images.resolve("image-" + took.size());
            new OciLayoutWriter(layout).write(Tag.parse("built"), OciImage.created(built));
            var before = copy.tip();
            arena.programs()
                    .run(
                            images,
                            null,
                            List.of(
                                    "skopeo",
                                    "copy",
                                    "-q",
                                    "--insecure-policy",
                                    "--dest-tls-verify=false",
                                    "--dest-creds",
                                    RegistryServer.USER + ":" + RegistryServer.PASSWORD,
                                    "oci:" + layout + ":built",
                                    "docker://" + server.host() + "/"
                                            + environment.repository().path() + ":2.0." + took.size()));
            long start = System.nanoTime();
            afterPush.run();
            await(() -> !copy.tip().equals(before), start);
            took.add(Duration.ofNanos(System.nanoTime() - start));
        }

        private static void await(Supplier<Boolean> done, long start) {
            while (!done.get()) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IllegalStateException("no commit for a push within " + PATIENCE);
                }
                Thread.onSpinWait();
            }
        }

        void report(String way, Results results) {
            var samples = Samples.of(took);
            results.cell(
                    "from `skopeo copy` to the commit, " + way,
                    Column.OURS,
                    Texts.duration(samples.median()) + " (" + took.size() + " pushes)");
            copy.requireCommits(1L + took.size());
        }
    }
}
