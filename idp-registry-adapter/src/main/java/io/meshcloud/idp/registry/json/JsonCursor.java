// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/**
 * A value of a JSON document that is read while it is parsed: only what is asked for becomes objects in memory, and
 * texts are cut when they are read. A field that is asked for may occur only once in its object. For use by one thread.
 */
public final class JsonCursor {
    private static final JsonFactory FACTORY = Json.factory(
                    StreamReadConstraints.builder().maxNestingDepth(Json.MAX_DEPTH))
            .build();

    private static final int MAX_DIGITS = 18;

    private final JsonParser parser;
    private boolean consumed;

    private JsonCursor(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads a value: a field's, or an entry of a list. Values that it does not read are skipped. */
    @FunctionalInterface
    public interface ValueReader {
        void read(JsonCursor value) throws IOException, MalformedException;
    }

    /**
     * Reads one document.
     *
     * @throws MalformedException if it is not JSON within the limits; values that were read before must not be used
     *     then
     */
    public static void read(byte[] bytes, ValueReader document) throws MalformedException {
        try (var parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw new MalformedException("is empty");
            }
            value(parser, document);
            if (parser.nextToken() != null) {
                throw new MalformedException("contains more than one JSON document");
            }
        } catch (IOException e) {
            throw Json.malformed(e);
        }
    }

    private static void value(JsonParser parser, ValueReader reader) throws IOException, MalformedException {
        var token = parser.currentToken();
        var cursor = new JsonCursor(parser);
        reader.read(cursor);
        if (!cursor.consumed && (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY)) {
            parser.skipChildren();
        }
    }

    /** Reads fields of an object by their names; returns false for a value that is not an object. */
    public boolean object(Map<String, ValueReader> fields) throws IOException, MalformedException {
        if (!begins(JsonToken.START_OBJECT)) {
            return false;
        }
        var seen = new HashSet<String>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            var reader = fields.get(name);
            if (reader == null) {
                parser.skipChildren();
            } else if (seen.add(name)) {
                value(parser, reader);
            } else {
                throw new MalformedException("has the field '" + name + "' twice");
            }
        }
        return true;
    }

    /** Reads the entries of a list; returns false for a value that is not a list. */
    public boolean array(ValueReader entry) throws IOException, MalformedException {
        if (!begins(JsonToken.START_ARRAY)) {
            return false;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(parser, entry);
        }
        return true;
    }

    private boolean begins(JsonToken start) {
        if (parser.currentToken() != start) {
            return false;
        }
        consumed = true;
        return true;
    }

    public boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** The digits of an integer of up to 18 digits; the empty text for any other value. */
    public String number() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= MAX_DIGITS
                ? parser.getText()
                : "";
    }

    /**
     * The text; empty for any other value.
     *
     * @param maxLength the number of characters after which it is cut
     */
    public Optional<String> text(int maxLength) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return Optional.empty();
        }
        var characters = parser.getTextCharacters();
        int start = parser.getTextOffset();
        int length = Math.min(parser.getTextLength(), maxLength);
        if (length > 0
                && length < parser.getTextLength()
                && Character.isHighSurrogate(characters[start + length - 1])) {
            length--;
        }
        return Optional.of(new String(characters, start, length));
    }
}
