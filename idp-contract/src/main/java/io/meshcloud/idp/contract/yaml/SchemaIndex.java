package io.meshcloud.idp.contract.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of a kind by name and by path, from its JSON Schema, so that a message can say what a field is for and
 * where it belongs. Only refusals need it, hence it is made when first asked for.
 */
final class SchemaIndex {
    private final JsonNode schema;
    private final Map<String, String> descriptions = new TreeMap<>();
    private final Map<String, List<String>> places = new TreeMap<>();

    private SchemaIndex(DocumentKind kind) {
        try {
            schema = JsonMapper.builder().build().readTree(JsonSchemas.text(kind));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema of " + kind.word() + " is not JSON", e);
        }
        collect(schema, "");
    }

    static SchemaIndex of(DocumentKind kind) {
        return Objects.requireNonNull(All.BY_KIND.get(kind));
    }

    /** What the field at this path is; list positions do not matter. */
    Optional<String> description(String pointer) {
        return Optional.ofNullable(descriptions.get(pointer.replaceAll("\\[[0-9]+]", "[]")));
    }

    /** The paths of the groups that have a field of this name; empty if none has. */
    List<String> places(String name) {
        return places.getOrDefault(name, List.of());
    }

    /** Every field's name. */
    Set<String> names() {
        return places.keySet();
    }

    private void collect(JsonNode unresolved, String path) {
        var node = resolved(unresolved);
        for (var property : node.path("properties").properties()) {
            var field = Pointers.field(path, property.getKey());
            var description = property.getValue()
                    .path("description")
                    .asText(resolved(property.getValue()).path("description").asText());
            if (!description.isEmpty()) {
                descriptions.put(field, description);
            }
            if (!path.isEmpty()) {
                places.computeIfAbsent(property.getKey(), name -> new ArrayList<>())
                        .add(path);
            }
            collect(property.getValue(), field);
        }
        if (node.path("items").isObject()) {
            collect(node.path("items"), path + "[]");
        }
        if (node.path("additionalProperties").isObject()) {
            collect(node.path("additionalProperties"), path + ".<name>");
        }
    }

    private JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : schema.at(reference.substring(1));
    }

    private static final class All {
        private static final Map<DocumentKind, SchemaIndex> BY_KIND = Arrays.stream(DocumentKind.values())
                .collect(Collectors.toUnmodifiableMap(Function.identity(), SchemaIndex::new));
    }
}
