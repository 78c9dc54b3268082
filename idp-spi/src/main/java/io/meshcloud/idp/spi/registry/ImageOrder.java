// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

/**
 * The time by which a registry orders the images of a repository. Each registry has one, and the two kinds are never
 * compared (ADR-008).
 */
public enum ImageOrder {
    /** The time at which the tag was pushed, which Harbor records: moving a tag to an older image makes it the newest. */
    TAG_PUSHED,
    /** The time at which the image was built, from its config: moving a tag does not change it. */
    IMAGE_CREATED
}
