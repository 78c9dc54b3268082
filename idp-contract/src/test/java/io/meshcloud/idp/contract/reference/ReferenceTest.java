// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.yaml.schema.JsonSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the generated pages of {@code docs/reference} with the code. */
class ReferenceTest {
    private static final Path PAGES = Path.of("..", "docs", "reference");

    @ParameterizedTest
    @EnumSource
    void the_page_of_each_kind_of_file_is_current(DocumentKind kind) throws IOException {
        assertCurrent(kind.shortName() + ".md", SchemaPage.of(kind));
    }

    @Test
    void the_page_of_trailers_is_current() throws IOException {
        assertCurrent("trailers.md", Reference.trailers());
    }

    @Test
    void the_page_of_errors_is_current() throws IOException {
        assertCurrent("errors.md", Reference.errors());
    }

    @ParameterizedTest
    @EnumSource
    void each_single_value_has_an_example(DocumentKind kind) {
        assertThat(SchemaPage.fields(kind))
                .filteredOn(field -> !field.node().has("const") && !isGroup(field.node()))
                .allSatisfy(field -> assertThat(field.node().has("examples"))
                        .as(field.path())
                        .isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void each_example_and_default_is_valid(DocumentKind kind) throws IOException {
        var definitions =
                JsonMapper.builder().build().readTree(JsonSchemas.text(kind)).path("$defs");
        for (var field : SchemaPage.fields(kind)) {
            ObjectNode schema = field.node().deepCopy();
            schema.set("$defs", definitions);
            var values = field.node().has("default")
                    ? List.of(
                            field.node().path("examples"),
                            schema.arrayNode().add(field.node().path("default")))
                    : List.of(field.node().path("examples"));
            for (JsonNode group : values) {
                for (JsonNode value : group) {
                    assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                    .getSchema(schema)
                                    .validate(value))
                            .as(field.path() + ": " + value)
                            .isEmpty();
                }
            }
        }
    }

    private static boolean isGroup(JsonNode node) {
        return node.path("type").asText().equals("object")
                || node.path("items").path("type").asText().equals("object");
    }

    private static void assertCurrent(String page, String expected) throws IOException {
        var path = PAGES.resolve(page);
        if (Boolean.getBoolean("reference.update")) {
            Files.createDirectories(PAGES);
            Files.writeString(path, expected);
        }
        assertThat(path)
                .as("docs/reference/" + page
                        + " is stale; run `mvn -pl idp-contract test -Dtest=ReferenceTest -Dreference.update=true`")
                .content()
                .isEqualToNormalizingNewlines(expected);
    }
}
