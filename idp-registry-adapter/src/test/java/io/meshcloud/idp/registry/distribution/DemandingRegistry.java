// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.MutableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry over HTTP that demands authentication, and a client with a credential. */
abstract class DemandingRegistry {
    static final Credential CI = new Credential("ci", "pass-word", "a test");
    static final String SCOPE = "repository:team-a/app1/dev:pull";

    @TempDir
    Path root;

    final List<String> askedHosts = new ArrayList<>();
    final MutableClock clock = new MutableClock(EARLY);
    Optional<Credential> credential = Optional.of(CI);
    FakeRegistry server;
    Digest digest;

    @BeforeEach
    void start() {
        server = new FakeRegistry(root);
        digest = OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    DistributionImageRegistry client() {
        CredentialSource source = host -> {
            askedHosts.add(host);
            return credential;
        };
        var config = new RegistryConfig(Map.of(), source, Duration.ofSeconds(30), Duration.ofSeconds(30));
        return DistributionImageRegistry.open(Fixtures.HOST, server.url(), config, clock, time -> {});
    }

    Problem denial() {
        var problem = problemOf(() -> client().resolve(REPOSITORY, TAG));
        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
        return problem;
    }
}
