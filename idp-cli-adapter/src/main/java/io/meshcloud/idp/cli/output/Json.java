// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meshcloud.idp.contract.problem.Quoted;

/** Records as JSON: components in their order, absent ones omitted, an enum as the word of its {@code toString}. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .build();

    private Json() {}

    static String print(Object record) {
        try {
            return escaped(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(record));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values can always be written", e);
        }
    }

    /** One line. */
    static String line(Object record) {
        return escaped(MAPPER.valueToTree(record).toString());
    }

    /**
     * Escapes every character that a terminal does not show, or that changes the direction of text: a value may come
     * from a registry or a team. JSON has such characters in strings only, except for line breaks.
     */
    private static String escaped(String json) {
        if (json.codePoints().allMatch(Json::isPlain)) {
            return json;
        }
        var text = new StringBuilder(json.length());
        json.codePoints().forEach(point -> {
            if (isPlain(point)) {
                text.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    text.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return text.toString();
    }

    private static boolean isPlain(int point) {
        return point == '\n' || point == '\r' || Quoted.isHarmless(point);
    }
}
