package io.meshcloud.idp.registry.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
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
 * Foreign JSON, read within limits: one document, no key twice (two readers could take a different one each), nesting
 * capped. The cap on the size lies with whoever brings the bytes.
 */
public final class Json {
    /** No manifest, config or index is read beyond this size; the same limit that registries apply to manifests. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final int MAX_DEPTH = 64;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object(byte[] bytes) throws MalformedException {
        if (document(bytes) instanceof ObjectNode object) {
            return object;
        }
        throw new MalformedException("is not a JSON object");
    }

    /** Any value; an empty document is a missing one. */
    public static JsonNode document(byte[] bytes) throws MalformedException {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            // Jackson's words may quote the input, which may hold a secret: only the place is passed on.
            var at = e.getLocation();
            throw new MalformedException(
                    at == null
                            ? "is not readable as JSON"
                            : "is not readable as JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
        } catch (IOException e) {
            throw new MalformedException("is not readable as JSON");
        }
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

    /** The field's text; empty when it is absent, blank or anything but text. */
    public static Optional<String> text(JsonNode node, String field) {
        var value = node.get(field);
        return value != null && value.isTextual() && !value.textValue().isBlank()
                ? Optional.of(value.textValue())
                : Optional.empty();
    }

    /** The codes of an error as registries tell it; none when it is not told so. */
    public static List<String> errorCodes(JsonNode error) {
        var codes = new ArrayList<String>();
        for (var one : error.path("errors")) {
            text(one, "code").ifPresent(codes::add);
        }
        return List.copyOf(codes);
    }

    /** The field's entries that are text, such as annotations and labels. */
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
