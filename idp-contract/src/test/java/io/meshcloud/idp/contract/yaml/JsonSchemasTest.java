// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import io.meshcloud.idp.contract.yaml.schema.JsonSchemas;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the schemas with the same edits as the code. An edit whose rule a schema cannot express gives the reason. The
 * schema must then accept the edit, so that the list of reasons stays true.
 */
@DisplayName("The JSON Schemas")
class JsonSchemasTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<DocumentKind, Schema> SCHEMAS = Arrays.stream(DocumentKind.values())
            .collect(Collectors.toMap(Function.identity(), JsonSchemasTest::schema));

    static Stream<Mutation> mutations() {
        return ContractRulesTest.mutations();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    @DisplayName("refuse what the code refuses, except for rules that a schema cannot express")
    void agree_with_the_code(Mutation mutation) {
        var errors = validate(mutation.kind(), mutation.bytes());

        if (mutation.notInSchema().isEmpty()) {
            assertThat(errors).isNotEmpty();
        } else {
            assertThat(errors)
                    .as("no schema has this: " + mutation.notInSchema())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("accept the samples")
    void accept_the_samples(DocumentKind kind) {
        assertThat(validate(kind, Bytes.utf8(Samples.of(kind)))).isEmpty();
    }

    @Test
    @DisplayName("leave to the code what the README lists")
    void the_readme_lists_what_they_cannot_express() throws IOException {
        var readme = String.join(" ", Files.readAllLines(Path.of("README.md")));

        assertThat(mutations().map(Mutation::notInSchema).filter(reason -> !reason.isEmpty()))
                .isNotEmpty()
                .allSatisfy(reason -> assertThat(readme).contains(reason));
    }

    @Test
    @DisplayName("accept the first platform.yaml")
    void accept_the_first_platform_file() {
        assertThat(validate(DocumentKind.PLATFORM, ContractFiles.defaultPlatformFile()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("are schemas by draft 2020-12, and describe every field")
    void are_schemas(DocumentKind kind) throws Exception {
        var schema = JsonMapper.builder().build().readTree(JsonSchemas.text(kind));

        assertThat(schema.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        var meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(meta.validate(schema)).isEmpty();
        assertDescribed(schema);
    }

    private static void assertDescribed(JsonNode node) {
        if (node.path("type").asText().equals("object") && node.has("properties")) {
            assertThat(node.path("additionalProperties").asText("false")).isNotEqualTo("true");
            node.path("properties").properties().forEach(property -> {
                assertThat(property.getValue().path("title").asText())
                        .as(property.getKey())
                        .isNotBlank();
                assertThat(property.getValue().path("description").asText())
                        .as(property.getKey())
                        .isNotBlank();
            });
        }
        node.forEach(JsonSchemasTest::assertDescribed);
    }

    static List<Error> validate(DocumentKind kind, Bytes bytes) {
        var root = YamlTree.read(kind.fileName(), bytes).optionalRoot().orElseThrow();
        return SCHEMAS.get(kind).validate(json(root));
    }

    private static Schema schema(DocumentKind kind) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JsonSchemas.text(kind));
    }

    /** The tree as a reader of YAML 1.2 passes it to a schema. */
    private static JsonNode json(Node node) {
        return node.match(
                mapping -> {
                    var object = JSON.objectNode();
                    mapping.entries().forEach(entry -> object.set(entry.key().text(), json(entry.value())));
                    return object;
                },
                sequence -> {
                    var array = JSON.arrayNode();
                    sequence.items().forEach(item -> array.add(json(item)));
                    return array;
                },
                scalar -> switch (scalar.kind()) {
                    case INTEGER, DECIMAL -> JSON.numberNode(new BigDecimal(scalar.text()));
                    case BOOLEAN -> JSON.booleanNode(scalar.text().equals("true"));
                    case NULL -> JSON.nullNode();
                    case STRING, AMBIGUOUS -> JSON.textNode(scalar.text());
                },
                refused -> JSON.nullNode());
    }
}
