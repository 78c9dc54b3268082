// SPDX-License-Identifier: Apache-2.0

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
 * @param environment the environment of the release
 * @param serial identifies the image
 */
record TestUpdate(TestEnvironment environment, String serial) {
    /** The time of the image and the watermark: images that were pushed earlier are not new. */
    static final Instant OBSERVED_AT = Instant.parse("2026-11-01T08:00:00Z");

    Digest digest() {
        return Digest.of(serial.getBytes(StandardCharsets.UTF_8));
    }

    /** The file that a peer writes. It has as many bytes as ours, because the same writer makes it. */
    Bytes file() {
        return file(environment, ImageReference.parse(environment.repository() + "@" + digest()), OBSERVED_AT);
    }

    /** The {@code release.yaml} of an environment that runs an image of this time. */
    static Bytes file(TestEnvironment environment, ImageReference image, Instant time) {
        return ContractFiles.writeAppRelease(new AppRelease(
                Slug.parse(environment.workspace()),
                Slug.parse(environment.project()),
                environment.environment(),
                image,
                time,
                "platform-release-controller",
                time,
                null));
    }

    /** The commit message of a peer: a subject and the same trailers as ours. */
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
