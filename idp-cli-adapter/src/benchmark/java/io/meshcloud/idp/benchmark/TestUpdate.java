package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One release of a new image to one environment.
 *
 * @param environment where
 * @param serial makes the image a new one
 */
record TestUpdate(TestEnvironment environment, String serial) {
    /** Also the watermark: of everything pushed by then nothing is new. */
    static final Instant OBSERVED_AT = Instant.parse("2026-11-01T08:00:00Z");

    Digest digest() {
        return Digest.of(serial.getBytes(StandardCharsets.UTF_8));
    }

    /** The file that a peer writes: as many bytes as ours, from the same writer. */
    Bytes file() {
        return ContractFiles.writeAppRelease(new AppRelease(
                Slug.parse(environment.workspace()),
                Slug.parse(environment.project()),
                environment.environment(),
                ImageReference.parse(environment.repository() + "@" + digest()),
                OBSERVED_AT,
                "platform-release-controller",
                OBSERVED_AT));
    }

    /** The message that a peer commits with: a subject and the trailers that ours has. */
    String message() {
        return """
                Release %1$s

                Environment: %1$s
                Image: %2$s@%3$s
                Actor: benchmark
                Trigger: platform-release-controller
                """.formatted(environment.address(), environment.repository(), digest());
    }
}
