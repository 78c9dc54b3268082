// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of a kind of file by name and by path, from its JSON Schema. Messages use it to describe a field and to
 * say where the field belongs. Only refusals need it, so it is built on first use.
 */
public final class SchemaIndex {
    private final JsonNode schema;
    private final Map<String, String> descriptions = new TreeMap<>();
    private final Map<String, List<String>> groupsByField = new TreeMap<>();

    private SchemaIndex(DocumentKind kind) {
        try {
            schema = JsonMapper.builder().build().readTree(JsonSchemas.text(kind));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema of " + kind.word() + " is not JSON", e);
        }
        collect(schema, "");
    }

    public static SchemaIndex of(DocumentKind kind) {
        return Objects.requireNonNull(All.BY_KIND.get(kind));
    }

    /** The description of the field at this path; positions in lists are ignored. */
    public Optional<String> description(String pointer) {
        return Optional.ofNullable(descriptions.get(withoutPositions(pointer)));
    }

    private static String withoutPositions(String pointer) {
        var path = new StringBuilder();
        int at = 0;
        while (at < pointer.length()) {
            char c = pointer.charAt(at);
            path.append(c);
            at = c == '[' ? Ascii.skip(pointer, at + 1, Ascii::isDigit) : at + 1;
        }
        return path.toString();
    }

    /**
     * What to do about an unknown field.
     *
     * @param group the path of the group that contains the field; empty for the top level
     * @param known the fields of that group
     */
    public String fixForUnknownField(String group, String name, Collection<String> known) {
        var groups = groupsByField.getOrDefault(name, List.of());
        if (!groups.isEmpty()) {
            return "move it: " + Quoted.of(name) + " belongs to " + String.join(" or ", groups);
        }
        return Suggestions.closest(name, known)
                .map(close -> "did you mean " + Quoted.of(close) + "?")
                .or(() -> Suggestions.closest(name, groupsByField.keySet())
                        .map(close -> "did you mean " + Quoted.of(close) + ", which belongs to "
                                + String.join(" or ", groupsByField.getOrDefault(close, List.of())) + "?"))
                .orElseGet(() -> "remove it; " + (group.isEmpty() ? "the top level" : group) + " has the fields "
                        + String.join(", ", known));
    }

    private void collect(JsonNode unresolved, String path) {
        var node = resolved(unresolved);
        for (var property : node.path("properties").properties()) {
            var field = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            var description = property.getValue()
                    .path("description")
                    .asText(resolved(property.getValue()).path("description").asText());
            if (!description.isEmpty()) {
                descriptions.put(field, description);
            }
            if (!path.isEmpty()) {
                groupsByField
                        .computeIfAbsent(property.getKey(), name -> new ArrayList<>())
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
