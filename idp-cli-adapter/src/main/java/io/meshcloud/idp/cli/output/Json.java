// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

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
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values can always be written", e);
        }
    }

    /** One line, with the time of the output first. */
    static String line(Instant at, Object record) {
        ObjectNode timed = MAPPER.createObjectNode().put("at", at.toString());
        return timed.setAll((ObjectNode) MAPPER.valueToTree(record)).toString();
    }
}
