// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** The bill of materials and the POMs agree on what is published. */
class PublishedArtifactsTest {
    private static final Path ROOT = Path.of("..");
    private static final String BOM_MODULE = "idp-spi/bom";

    private final Element parent = pom("");
    private final Element bom = pom(BOM_MODULE);

    @Test
    void the_bill_of_materials_lists_exactly_the_modules_that_are_deployed() {
        var deployed = modules()
                .filter(module -> !module.equals(BOM_MODULE))
                .map(PublishedArtifactsTest::pom)
                .filter(module ->
                        texts(module, "properties", "maven.deploy.skip").noneMatch("true"::equals))
                .flatMap(module -> texts(module, "artifactId"))
                .toList();

        assertThat(texts(bom, "dependencyManagement", "dependencies", "dependency", "artifactId"))
                .hasSizeGreaterThanOrEqualTo(6)
                .containsExactlyInAnyOrderElementsOf(deployed);
    }

    @Test
    void the_bill_of_materials_manages_nothing_but_this_version_of_idp() {
        assertThat(texts(bom, "dependencyManagement", "dependencies", "dependency", "groupId"))
                .containsOnly("io.meshcloud.idp");
        assertThat(texts(bom, "dependencyManagement", "dependencies", "dependency", "version"))
                .containsOnly("${project.version}");
        assertThat(children(bom, "parent"))
                .as("a parent would add its managed versions")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"groupId", "version", "url", "inceptionYear", "organization", "licenses", "developers", "scm"})
    void the_bill_of_materials_repeats_what_it_does_not_inherit(String element) {
        assertThat(words(bom, element)).isNotEmpty().isEqualTo(words(parent, element));
    }

    @Test
    void its_plugins_have_the_versions_of_the_parent() {
        var plugins = new String[] {"build", "pluginManagement", "plugins", "plugin"};
        assertThat(find(bom, plugins).map(PublishedArtifactsTest::artifactAndVersion))
                .isNotEmpty()
                .isSubsetOf(find(parent, plugins)
                        .map(PublishedArtifactsTest::artifactAndVersion)
                        .toList());
    }

    @Test
    void every_module_has_a_name_and_a_description() {
        assertThat(modules().map(PublishedArtifactsTest::pom)).isNotEmpty().allSatisfy(module -> {
            assertThat(words(module, "name")).isEqualTo(words(module, "artifactId"));
            assertThat(words(module, "description")).isPresent();
        });
    }

    private Stream<String> modules() {
        return texts(parent, "modules", "module");
    }

    private static String artifactAndVersion(Element plugin) {
        return words(plugin, "artifactId").orElseThrow() + " "
                + words(plugin, "version").orElseThrow();
    }

    private static Element pom(String module) {
        var file = ROOT.resolve(module).resolve("pom.xml");
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        } catch (Exception e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    /** The text of the first child of this name and of everything inside, with single spaces. */
    private static Optional<String> words(Element element, String name) {
        return children(element, name)
                .findFirst()
                .map(child -> child.getTextContent().strip().replaceAll("\\s+", " "));
    }

    private static Stream<String> texts(Element element, String... path) {
        return find(element, path).map(found -> found.getTextContent().strip());
    }

    private static Stream<Element> find(Element element, String... path) {
        var found = Stream.of(element);
        for (var name : path) {
            found = found.flatMap(parent -> children(parent, name));
        }
        return found;
    }

    private static Stream<Element> children(Element element, String name) {
        var nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node instanceof Element && node.getNodeName().equals(name))
                .map(Element.class::cast);
    }
}
