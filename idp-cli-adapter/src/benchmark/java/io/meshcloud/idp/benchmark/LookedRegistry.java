// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.harbor.FakeHarbor;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A registry with the images of the environments. */
interface LookedRegistry extends AutoCloseable {
    /** As in the report. */
    String name();

    /** Environment variables that name the registry and its credentials. */
    Map<String, String> settings();

    /**
     * Puts a new image into an environment's repository.
     *
     * @param later how much newer it is than the image that was pushed last to any repository
     */
    Pushed push(TestEnvironment environment, Tag tag, Duration later);

    /** The number of requests that it has answered. */
    long requests();

    /** Its CPU time so far; empty if it has no process of its own. */
    Optional<Duration> cpu();

    @Override
    void close();

    /**
     * An image of a registry.
     *
     * @param time the time by which automation orders it
     */
    record Pushed(Tag tag, Digest digest, Instant time) {}

    static Map<String, String> settings(URI url, String user, String password) {
        return Map.of(
                "IDP_REGISTRY", TestEnvironment.HOST + "=" + url,
                "IDP_REGISTRY_HARBOR_EXAMPLE_TLD_USER", user,
                "IDP_REGISTRY_HARBOR_EXAMPLE_TLD_PASSWORD", password);
    }

    /** Debian's registry. The images are written into its storage, not uploaded. */
    static LookedRegistry distribution(Path folder) {
        try {
            return new Distribution(
                    RegistryServer.start(folder, ""),
                    new RegistryStorage(folder.resolve("storage")),
                    TestUpdate.OBSERVED_AT);
        } catch (Exception e) {
            throw new IllegalStateException("no registry to look at", e);
        }
    }

    /** A fake of Harbor's API, in the process of the benchmark. */
    static LookedRegistry harbor() {
        return new Harbor(
                new FakeHarbor(Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Harbor.AGE)));
    }

    /** See {@link #distribution}. */
    final class Distribution implements LookedRegistry {
        private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

        private final RegistryServer server;
        private final RegistryStorage storage;
        private Instant last;

        private Distribution(RegistryServer server, RegistryStorage storage, Instant last) {
            this.server = server;
            this.storage = storage;
            this.last = last;
        }

        @Override
        public String name() {
            return "docker-registry";
        }

        @Override
        public Map<String, String> settings() {
            return LookedRegistry.settings(server.url(), RegistryServer.USER, RegistryServer.PASSWORD);
        }

        @Override
        public Pushed push(TestEnvironment environment, Tag tag, Duration later) {
            last = last.plus(later);
            return new Pushed(tag, storage.image(environment.repository().path(), tag.value(), last), last);
        }

        /** Waits for the last lines of the registry's log. */
        @Override
        public long requests() {
            return settled(server::requests);
        }

        private static long settled(LongSupplier count) {
            while (true) {
                long before = count.getAsLong();
                LockSupport.parkNanos(PAUSE_NANOS);
                if (count.getAsLong() == before) {
                    return before;
                }
            }
        }

        @Override
        public Optional<Duration> cpu() {
            return Optional.of(server.cpu());
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** See {@link #harbor}. */
    final class Harbor implements LookedRegistry {
        /** The age of the first image. No image may be newer than the clock of idp. */
        private static final Duration AGE = Duration.ofDays(60);

        private final FakeHarbor harbor;

        private Harbor(FakeHarbor harbor) {
            this.harbor = harbor;
        }

        @Override
        public String name() {
            return "Harbor (fake)";
        }

        @Override
        public Map<String, String> settings() {
            return LookedRegistry.settings(harbor.url(), "admin", FakeHarbor.PASSWORD);
        }

        @Override
        public Pushed push(TestEnvironment environment, Tag tag, Duration later) {
            harbor.advance(later);
            var digest = harbor.pushNow(environment.repository(), tag.value());
            return new Pushed(tag, digest, harbor.now());
        }

        @Override
        public long requests() {
            return harbor.requestsSoFar();
        }

        @Override
        public Optional<Duration> cpu() {
            return Optional.empty();
        }

        @Override
        public void close() {
            harbor.close();
        }
    }
}
