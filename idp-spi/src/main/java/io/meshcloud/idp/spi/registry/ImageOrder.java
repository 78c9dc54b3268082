package io.meshcloud.idp.spi.registry;

/**
 * By which clock a registry orders the images of a repository. Each registry has one, and times of different clocks are
 * never compared (ADR-008).
 */
public enum ImageOrder {
    /** When the tag was pushed, as Harbor writes it down: a tag that is moved to an older image makes it the newest. */
    TAG_PUSHED,
    /** When the image was built, as it says itself: a tag that is moved leaves no trace in the time. */
    IMAGE_CREATED
}
