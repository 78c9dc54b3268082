// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

/**
 * The time by which the images of a repository are ordered. Each repository has one order, and times of two
 * {@linkplain ImageTime.Meaning meanings} are never compared (ADR-008).
 */
public enum ImageOrder {
    /**
     * The time at which the tag was pushed, which Harbor records: moving a tag to an older image makes it the newest.
     */
    TAG_PUSHED,
    /** The time at which the image was built, from its config: moving a tag does not change it. */
    IMAGE_CREATED
}
