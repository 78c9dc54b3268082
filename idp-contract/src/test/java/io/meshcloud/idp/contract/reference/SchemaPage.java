// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.yaml.schema.JsonSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The reference of one kind of file: every field of its JSON Schema. */
final class SchemaPage {
    private static final String NONE = "";

    private final DocumentKind kind;
    private final JsonNode schema;
    private final List<Field> fields = new ArrayList<>();

    /**
     * @param path the path of the field; {@code []} is an entry of a list, {@code <name>} a name that the file chooses
     * @param node the schema of the field, as written
     */
    record Field(String path, JsonNode node, boolean required) {}

    private SchemaPage(DocumentKind kind) {
        this.kind = kind;
        try {
            this.schema = JsonMapper.builder().build().readTree(JsonSchemas.text(kind));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        collect(schema, "");
    }

    static String of(DocumentKind kind) {
        return new SchemaPage(kind).page();
    }

    static List<Field> fields(DocumentKind kind) {
        return new SchemaPage(kind).fields;
    }

    private void collect(JsonNode unresolved, String path) {
        var node = resolved(unresolved);
        var required = texts(node.path("required")).toList();
        for (var property : node.path("properties").properties()) {
            var name = property.getKey();
            add(path.isEmpty() ? name : path + "." + name, property.getValue(), required.contains(name));
        }
        if (node.path("additionalProperties").isObject()) {
            add(path + ".<name>", node.path("additionalProperties"), false);
        }
        if (resolved(node.path("items")).path("properties").size() > 0) {
            collect(node.path("items"), path + "[]");
        }
    }

    private void add(String path, JsonNode node, boolean required) {
        fields.add(new Field(path, node, required));
        collect(node, path);
    }

    private String page() {
        var text = new StringBuilder(Reference.HEADER)
                .append("# ")
                .append(kind.fileName())
                .append("\n\n")
                .append(schema.path("description").asText())
                .append("\n\nThe first two fields are `apiVersion: ")
                .append(DocumentKind.API_VERSION)
                .append("` and `kind: ")
                .append(kind.word())
                .append("`. A field that is not in the table is an error.\n`idp schema ")
                .append(kind.shortName())
                .append("` prints the JSON Schema from which this page is generated.\n\n")
                .append("In a path, `[]` is an entry of a list, and `<name>` is a name that the file chooses. A field"
                        + " is required\n")
                .append("if its group is present.\n\n")
                .append("| field | type | required | default | description | constraint | example |\n")
                .append("|---|---|---|---|---|---|---|\n");
        for (var field : fields) {
            text.append(Reference.row(
                    "`" + field.path() + "`",
                    type(field.node()),
                    field.required() ? "yes" : "no",
                    value(field.node().path("default")),
                    field.node().path("description").asText(),
                    constraint(field.node()),
                    value(field.node().path("examples").path(0))));
        }
        return text.append(types()).toString();
    }

    private String types() {
        var text = new StringBuilder();
        var used = new TreeMap<String, JsonNode>();
        schema.path("$defs").properties().forEach(type -> used.put(type.getKey(), type.getValue()));
        if (!used.isEmpty()) {
            text.append("\n## Types\n\n| type | description | constraint |\n|---|---|---|\n");
            used.forEach((name, node) -> text.append(
                    Reference.row("`" + name + "`", node.path("description").asText(), constraint(node))));
        }
        return text.toString();
    }

    private String type(JsonNode node) {
        if (node.has("$ref")) {
            var reference = node.path("$ref").asText();
            return reference.substring(reference.lastIndexOf('/') + 1);
        }
        if (node.has("anyOf")) {
            return stream(node.path("anyOf"))
                    .map(option -> option.has("const") ? value(option.path("const")) : type(option))
                    .collect(Collectors.joining(" or "));
        }
        if (node.has("enum") || node.has("const")) {
            return "string";
        }
        var type = node.path("type").asText();
        if (type.equals("array")) {
            var items = node.path("items");
            return "list of " + (items.has("properties") ? "objects" : type(items));
        }
        return type.equals("object") && !node.has("properties") ? "map" : type;
    }

    private static String constraint(JsonNode node) {
        var parts = new LinkedHashMap<String, String>();
        if (node.has("const")) {
            parts.put("always", value(node.path("const")));
        }
        if (node.has("enum")) {
            parts.put("one of", stream(node.path("enum")).map(SchemaPage::value).collect(Collectors.joining(", ")));
        }
        keyword(node, "minimum", "at least", parts);
        keyword(node, "maximum", "at most", parts);
        keyword(node, "minLength", "characters, at least", parts);
        keyword(node, "maxLength", "characters, at most", parts);
        keyword(node, "maxItems", "entries, at most", parts);
        keyword(node, "pattern", "pattern", parts);
        if (node.path("not").has("pattern")) {
            parts.put("not", value(node.path("not").path("pattern")));
        }
        if (node.path("uniqueItems").asBoolean()) {
            parts.put("no entry twice", NONE);
        }
        if (node.has("items")) {
            var items = constraint(node.path("items"));
            if (!items.isEmpty()) {
                parts.put("each entry", items);
            }
        }
        return parts.entrySet().stream()
                .map(part -> (part.getKey() + " " + part.getValue()).strip())
                .collect(Collectors.joining("; "));
    }

    private static void keyword(JsonNode node, String keyword, String words, Map<String, String> parts) {
        if (node.has(keyword)) {
            parts.put(words, value(node.path(keyword)));
        }
    }

    private JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : schema.at(reference.substring(1));
    }

    private static String value(JsonNode node) {
        return node.isMissingNode() ? NONE : "`" + (node.isTextual() ? node.asText() : node.toString()) + "`";
    }

    private static Stream<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
