// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A tag, and what automation decides about it.
 *
 * @param digest absent if the tag is unusable
 * @param time a time of the image that the registry knows
 * @param timeMeaning what happened at that time: {@code pushed}, {@code built}, {@code cached} or {@code replicated}
 * @param version the version that the tag names by the platform's rule; absent if it names none
 * @param why the reason, as the rest of a sentence that begins with the tag
 */
public record ImageView(
        String tag,
        @Nullable String digest,
        @Nullable String time,
        @Nullable String timeMeaning,
        @Nullable String version,
        Judgement automation,
        String why) {

    /** What automation decides about a tag. */
    public enum Judgement {
        /** Automation takes it. */
        TAKEN,
        /** Its image runs. */
        RUNNING,
        /** It is one of several that are equally new, and automation takes none of them. */
        TIED,
        /** It is newer than everything that was seen, but another image is even newer. */
        OUTRANKED,
        /** It is not newer than what was seen in the environment. */
        NOT_NEWER,
        /** The platform's rule excludes it, or its time is not plausible. */
        EXCLUDED,
        /** It cannot be run. */
        UNUSABLE;

        /** The name of this value in JSON records. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
