package io.meshcloud.idp.registry.webhook;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a delivery and what stands there, which may be nothing or anything.
 *
 * @param node what stands there
 * @param where a JSON Pointer (RFC 6901) into the body, or the name of a header
 */
record Field(JsonNode node, String where) {
    private static final int MAX_LINE_LENGTH = 256;
    private static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    /** A count of seconds from here on is one of milliseconds: as seconds it would be in the year 5138. */
    private static final long MILLIS_FROM = 100_000_000_000L;

    static Field header(WebhookHeaders headers, String name) {
        var value = headers.only(name);
        return new Field(
                value.isPresent() ? TextNode.valueOf(value.get()) : MissingNode.getInstance(), "header " + name);
    }

    static Field nothing() {
        return new Field(MissingNode.getInstance(), "");
    }

    Field at(String name) {
        return new Field(node.path(name), where + "/" + name.replace("~", "~0").replace("/", "~1"));
    }

    Field at(JsonPointer pointer) {
        return new Field(node.at(pointer), where + pointer);
    }

    /** The entries of a list; none when it is not one. */
    List<Field> entries() {
        var entries = new ArrayList<Field>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                entries.add(new Field(node.path(i), where + "/" + i));
            }
        }
        return entries;
    }

    /** Nothing, {@code null} and the empty text say the same: the sender does not tell. */
    boolean isAbsent() {
        return node.isMissingNode()
                || node.isNull()
                || (node.isTextual() && node.textValue().isEmpty());
    }

    /** The text; empty when there is none. */
    Optional<String> text() {
        return node.isTextual() && !node.textValue().isEmpty() ? Optional.of(node.textValue()) : Optional.empty();
    }

    /** The same place with its text in lower case: accounts may have capitals, and repositories never do. */
    Field lower() {
        return node.isTextual() ? new Field(TextNode.valueOf(node.textValue().toLowerCase(Locale.ROOT)), where) : this;
    }

    boolean says(String text) {
        return node.isTextual() && node.textValue().equals(text);
    }

    /** A short text or whole number that can be shown and logged as it is; empty when it is anything else. */
    @Nullable
    String line() {
        if (node.isIntegralNumber()) {
            return node.asText();
        }
        var text = node.isTextual() ? node.textValue() : "";
        boolean shows = !text.isBlank()
                && text.length() <= MAX_LINE_LENGTH
                && text.codePoints().allMatch(Quoted::isHarmless);
        return shows ? text : null;
    }

    /** RFC 3339, or seconds or milliseconds since 1970; absent when it is anything else. */
    @Nullable
    Instant time() {
        try {
            var time = node.isIntegralNumber() && node.canConvertToLong()
                    ? ofCount(node.longValue())
                    : OffsetDateTime.parse(node.isTextual() ? node.textValue() : "")
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
