// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.registry.credential.CredentialSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fake Harbor and its clients, on one clock that tests set, without waiting. */
abstract class HarborTestCase {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final ImageRepository DEV = repository("team-a/app1/dev");

    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    final Clock clock = new HarborClock();
    FakeHarbor harbor;

    @BeforeEach
    void start() {
        harbor = new FakeHarbor(START);
    }

    @AfterEach
    void stop() {
        harbor.close();
        Assertions.assertThat(harbor.objections())
                .as("what the fake answers and a real Harbor does not")
                .isEmpty();
    }

    static ImageRepository repository(String path) {
        return new ImageRepository(FakeHarbor.HOST, path);
    }

    HarborDetector harbors() {
        return harbors(FakeHarbor.admin());
    }

    HarborDetector harbors(CredentialSource credentials) {
        return new HarborDetector(config(credentials, Duration.ofSeconds(30)), clock, pauses::add);
    }

    RegistryConfig config(CredentialSource credentials, Duration patience) {
        return new RegistryConfig(
                Map.of(FakeHarbor.HOST, new RegistryUrl.Distribution(harbor.url())),
                credentials,
                Duration.ofSeconds(30),
                patience);
    }

    HarborApi api() {
        return harbors().find(FakeHarbor.HOST).orElseThrow();
    }

    static Problem problemOf(Supplier<?> call) {
        var thrown = Assertions.catchThrowableOfType(IdpException.class, call::get);
        Assertions.assertThat(thrown).as("a refusal").isNotNull();
        return thrown.problem();
    }

    /** Sets the time of the fake and its clients. */
    private final class HarborClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return harbor.now;
        }
    }
}
