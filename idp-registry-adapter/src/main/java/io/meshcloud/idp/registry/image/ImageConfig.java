// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import io.meshcloud.idp.registry.json.JsonCursor;
import io.meshcloud.idp.registry.json.JsonCursor.ValueReader;
import io.meshcloud.idp.registry.json.MalformedException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What idp reads from an image's config. The rest, such as the history, is skipped while the config is read: a team
 * decides what is in it, up to some megabytes.
 *
 * <p>Source: OCI image specification, "Image Configuration".
 *
 * @param created absent when it is missing, or not a time in RFC 3339
 * @param source the label {@code org.opencontainers.image.source}
 * @param revision the label {@code org.opencontainers.image.revision}
 */
public record ImageConfig(
        @Nullable Instant created,
        @Nullable String source,
        @Nullable String revision) {
    static final String SOURCE = "org.opencontainers.image.source";
    static final String REVISION = "org.opencontainers.image.revision";
    /** The number of characters after which a label is cut. */
    static final int MAX_LABEL = 300;

    private static final ImageConfig UNKNOWN = new ImageConfig(null, null, null);
    private static final String CREATED = "created";
    private static final int MAX_TIME = 100;
    private static final String RFC_3339 = "0000-00-00T00:00:00";

    /** Nothing is known from a config that is not JSON: it was pushed in this form, and the image may still run. */
    public static ImageConfig parse(byte[] bytes) {
        var found = new HashMap<String, String>();
        Map<String, ValueReader> labels =
                Map.of(SOURCE, reader(SOURCE, MAX_LABEL, found), REVISION, reader(REVISION, MAX_LABEL, found));
        try {
            JsonCursor.read(
                    bytes,
                    config -> config.object(Map.of(
                            CREATED,
                            reader(CREATED, MAX_TIME, found),
                            "config",
                            inner -> inner.object(Map.of("Labels", value -> value.object(labels))))));
        } catch (MalformedException e) {
            return UNKNOWN;
        }
        return new ImageConfig(
                Optional.ofNullable(found.get(CREATED))
                        .flatMap(ImageConfig::instant)
                        .orElse(null),
                found.get(SOURCE),
                found.get(REVISION));
    }

    private static ValueReader reader(String name, int maxLength, Map<String, String> found) {
        return value -> value.text(maxLength).filter(text -> !text.isBlank()).ifPresent(text -> found.put(name, text));
    }

    private static Optional<Instant> instant(String text) {
        // Java also accepts years of more than four digits and times without seconds.
        if (!startsLikeRfc3339(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static boolean startsLikeRfc3339(String text) {
        if (text.length() <= RFC_3339.length()) {
            return false;
        }
        for (int i = 0; i < RFC_3339.length(); i++) {
            char expected = RFC_3339.charAt(i);
            char actual = text.charAt(i);
            boolean isAsExpected =
                    expected == '0' ? actual >= '0' && actual <= '9' : expected == Character.toUpperCase(actual);
            if (!isAsExpected) {
                return false;
            }
        }
        return true;
    }
}
