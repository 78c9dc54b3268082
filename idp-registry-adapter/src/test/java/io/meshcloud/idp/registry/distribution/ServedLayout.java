// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.Resolution;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A layout with one image, served over HTTP, and a client that does not wait before retries. */
abstract class ServedLayout {
    static final Bytes HUGE = Bytes.of(new byte[Json.MAX_BYTES + 1]);
    static final Clock CLOCK = Clock.fixed(EARLY, ZoneOffset.UTC);

    @TempDir
    Path root;

    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    FakeRegistry server;
    OciLayoutWriter writer;
    Digest digest;

    @BeforeEach
    void start() {
        server = new FakeRegistry(root);
        writer = OciLayoutWriter.in(root, REPOSITORY);
        digest = writer.write(TAG, image(EARLY));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The requests that an action causes: method and path. */
    List<String> asked(Runnable action) {
        int before = server.requests().size();
        action.run();
        return server.requests().stream()
                .skip(before)
                .map(request -> request.method() + " " + request.path())
                .toList();
    }

    FakeRegistry.Request manifestRequest() {
        return new FakeRegistry.Request(
                "GET", "/v2/team-a/app1/dev/manifests/1.0.0", "", "", MediaTypes.ACCEPT_MANIFESTS, "");
    }

    Reply withoutDigest(FakeRegistry.Request request) {
        var reply = server.answer(request);
        return new Reply(
                reply.status(),
                Map.of("Content-Type", reply.headers().get("Content-Type")),
                reply.body(),
                reply.announced());
    }

    DistributionImageRegistry client() {
        return client(server.url());
    }

    DistributionImageRegistry client(URI base) {
        return client(base, Duration.ofSeconds(30));
    }

    /** The default timeout is long enough for a busy machine; tests of the timeout use a short one. */
    DistributionImageRegistry client(URI base, Duration patience) {
        var config = new RegistryConfig(Map.of(), CredentialSource.none(), Duration.ofSeconds(30), patience);
        return DistributionImageRegistry.open(Fixtures.HOST, base, config, CLOCK, pauses::add);
    }

    Resolution resolve() {
        return client().resolve(REPOSITORY, TAG);
    }

    Problem resolveProblem() {
        return problemOf(this::resolve);
    }
}
