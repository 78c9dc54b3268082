// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field of a delivery: its value, which may be absent or of any type, and its place for messages.
 *
 * @param node the value
 * @param where a JSON Pointer (RFC 6901) into the body, or the name of a header
 */
record EventField(JsonNode node, String where) {
    private static final int MAX_LINE_LENGTH = 256;
    private static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    /** Counts from here on are milliseconds; as seconds they would be in the year 5138 or later. */
    private static final long MILLIS_FROM = 100_000_000_000L;

    static EventField header(String name, @Nullable String value) {
        return new EventField(value == null ? MissingNode.getInstance() : TextNode.valueOf(value), "header " + name);
    }

    static EventField absent() {
        return new EventField(MissingNode.getInstance(), "");
    }

    EventField at(String name) {
        return new EventField(
                node.path(name), where + "/" + name.replace("~", "~0").replace("/", "~1"));
    }

    EventField at(JsonPointer pointer) {
        return new EventField(node.at(pointer), where + pointer);
    }

    /** The number of entries of a list; zero when the value is not a list. */
    int size() {
        return node.isArray() ? node.size() : 0;
    }

    /** An entry of a list. */
    EventField entry(int index) {
        return new EventField(node.path(index), where + "/" + index);
    }

    /** Whether the sender reports no value: the field is missing, {@code null} or the empty text. */
    boolean isAbsent() {
        return node.isMissingNode()
                || node.isNull()
                || (node.isTextual() && node.textValue().isEmpty());
    }

    /** The value if it is a text that is not empty. */
    Optional<String> text() {
        return node.isTextual() && !node.textValue().isEmpty() ? Optional.of(node.textValue()) : Optional.empty();
    }

    /** The same field with its text in lower case: account names may have capitals, repository paths never do. */
    EventField toLowerCase() {
        return node.isTextual()
                ? new EventField(TextNode.valueOf(node.textValue().toLowerCase(Locale.ROOT)), where)
                : this;
    }

    boolean hasText(String text) {
        return node.isTextual() && node.textValue().equals(text);
    }

    /** A short text or whole number that is safe to show and to log; absent for any other value. */
    @Nullable
    String singleLine() {
        if (node.isIntegralNumber()) {
            return node.asText();
        }
        var text = node.isTextual() ? node.textValue() : "";
        boolean isSafe = text.length() <= MAX_LINE_LENGTH
                && !text.isBlank()
                && text.codePoints().allMatch(Quoted::isHarmless);
        return isSafe ? text : null;
    }

    /** A time in RFC 3339, or in seconds or milliseconds since 1970; absent for any other value. */
    @Nullable
    Instant instant() {
        try {
            var time = node.isIntegralNumber() && node.canConvertToLong()
                    ? ofCount(node.longValue())
                    : OffsetDateTime.parse(text().filter(text -> text.length() <= MAX_LINE_LENGTH)
                                    .orElse(""))
                            .toInstant();
            return time.isBefore(YEAR_ONE) || time.isAfter(LATEST) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Instant ofCount(long count) {
        return count < MILLIS_FROM ? Instant.ofEpochSecond(count) : Instant.ofEpochMilli(count);
    }
}
