// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.Resolution;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract classes share: a fresh registry for each test, and short forms of common steps. */
public abstract class ImageRegistryContract {
    static final Instant NOON = Instant.parse("2026-10-01T12:00:00Z");
    static final Tag TAG = Tag.parse("1.2.3");

    private ImageRegistryFixture fixture;

    /** A fixture of its own for each test. */
    protected abstract ImageRegistryFixture newFixture() throws Exception;

    @BeforeEach
    final void openFixture() throws Exception {
        fixture = newFixture();
    }

    @AfterEach
    final void closeFixture() {
        // There is none if the test was skipped because a program is missing.
        if (fixture != null) {
            fixture.close();
        }
    }

    final ImageRegistryFixture team() {
        return fixture;
    }

    final Resolution resolve(Tag tag) {
        return fixture.registry().resolve(fixture.repository(), tag);
    }

    final Resolution resolve(Digest digest) {
        return fixture.registry().resolve(fixture.repository(), digest);
    }

    final ImageFacts found(Tag tag) {
        return found(resolve(tag));
    }

    static ImageFacts found(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Found.class);
        return ((Resolution.Found) resolution).facts();
    }

    static Digest digestOf(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A repository of the same registry without any push. */
    final ImageRepository emptyRepository() {
        var known = fixture.repository();
        return new ImageRepository(known.host(), known.path() + "/nobody-was-here");
    }
}
