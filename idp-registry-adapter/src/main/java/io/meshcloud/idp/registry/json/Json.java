// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads JSON from outside within limits: one document, no duplicate keys (two readers could take different values),
 * capped nesting and number of values. The caller caps the size. A large document, if little of it is needed, is read
 * by a {@link JsonCursor} instead.
 */
public final class Json {
    /** The maximum size of a manifest, config or index; registries apply the same limit to manifests. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    static final int MAX_DEPTH = 64;

    /**
     * An index of a thousand images has about 20,000 tokens. As objects in memory, a token takes about a hundred bytes.
     */
    private static final int MAX_TOKENS = 300_000;

    private static final int MAX_EVENT_DEPTH = 32;
    /** GitHub sends a package's whole README as one string; zot sends a whole manifest. */
    private static final int MAX_EVENT_TEXT = 256 * 1024;

    private static final int MAX_EVENT_NAME = 1000;
    private static final int MAX_EVENT_NUMBER = 100;

    private static final JsonMapper MAPPER =
            mapper(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxTokenCount(MAX_TOKENS));
    private static final JsonMapper EVENT_MAPPER = mapper(StreamReadConstraints.builder()
            .maxNestingDepth(MAX_EVENT_DEPTH)
            .maxTokenCount(MAX_TOKENS)
            .maxStringLength(MAX_EVENT_TEXT)
            .maxNameLength(MAX_EVENT_NAME)
            .maxNumberLength(MAX_EVENT_NUMBER));

    private Json() {}

    /** Keeps no table of field names: foreign names would fill it, and names of one hash value would slow it down. */
    static JsonFactoryBuilder factory(StreamReadConstraints.Builder limits) {
        return new JsonFactoryBuilder()
                .streamReadConstraints(limits.build())
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
    }

    private static JsonMapper mapper(StreamReadConstraints.Builder limits) {
        return JsonMapper.builder(factory(limits)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    public static ObjectNode object(byte[] bytes) throws MalformedException {
        return requireObject(document(bytes));
    }

    /** Reads a webhook's event, within tighter limits of depth and of the length of texts, names and numbers. */
    public static ObjectNode event(byte[] bytes) throws MalformedException {
        return requireObject(read(EVENT_MAPPER, bytes));
    }

    private static ObjectNode requireObject(JsonNode node) throws MalformedException {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new MalformedException("is not a JSON object");
    }

    /** Reads any value; an empty document is a missing node. */
    public static JsonNode document(byte[] bytes) throws MalformedException {
        return read(MAPPER, bytes);
    }

    private static JsonNode read(JsonMapper mapper, byte[] bytes) throws MalformedException {
        try {
            return mapper.readTree(bytes);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Jackson's message may quote the input, which may contain a secret, so only the position is passed on. */
    static MalformedException malformed(IOException failure) {
        var at = failure instanceof JsonProcessingException e ? e.getLocation() : null;
        return new MalformedException("is not readable as JSON"
                + (failure instanceof StreamConstraintsException ? " within the limits" : "")
                + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
    }

    public static ObjectNode emptyObject() {
        return MAPPER.createObjectNode();
    }

    public static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", e);
        }
    }

    /** The field's text; empty when the field is absent, blank or not a text. */
    public static Optional<String> text(JsonNode node, String field) {
        var value = node.get(field);
        return value != null && value.isTextual() && !value.textValue().isBlank()
                ? Optional.of(value.textValue())
                : Optional.empty();
    }

    /**
     * The codes of a registry's error, {@code {"errors":[{"code":...}]}}; empty for any other JSON.
     *
     * <p>Source: OCI distribution specification, "Error codes".
     */
    public static List<String> errorCodes(JsonNode error) {
        var codes = new ArrayList<String>();
        for (var entry : error.path("errors")) {
            text(entry, "code").ifPresent(codes::add);
        }
        return List.copyOf(codes);
    }

    /** The messages of a registry's error, which are meant for people; see {@link #errorCodes}. */
    public static List<String> errorMessages(JsonNode error) {
        var messages = new ArrayList<String>();
        for (var entry : error.path("errors")) {
            text(entry, "message").filter(message -> !message.isBlank()).ifPresent(messages::add);
        }
        return List.copyOf(messages);
    }

    /** The field's entries that are texts, such as annotations and labels. */
    public static Map<String, String> texts(JsonNode node, String field) {
        var found = new TreeMap<String, String>();
        node.path(field).properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                found.put(entry.getKey(), entry.getValue().textValue());
            }
        });
        return Map.copyOf(found);
    }
}
