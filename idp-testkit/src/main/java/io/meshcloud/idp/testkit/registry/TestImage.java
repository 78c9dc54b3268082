// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image to be pushed by a test.
 *
 * @param content gives the image a digest of its own
 * @param created the created time in its config; absent for none
 * @param source the label {@code org.opencontainers.image.source}; absent for none
 * @param revision the label {@code org.opencontainers.image.revision}; absent for none
 */
public record TestImage(
        String content,
        @Nullable Instant created,
        @Nullable String source,
        @Nullable String revision) {
    public TestImage {
        Objects.requireNonNull(content, "content");
    }

    /** An image without labels. */
    public static TestImage of(String content, @Nullable Instant created) {
        return new TestImage(content, created, null, null);
    }
}
