// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void every_relative_link_of_the_documentation_resolves() throws IOException {
        var pages = pages();
        assertThat(pages).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/tutorial.md"));

        var broken = new ArrayList<String>();
        for (var page : pages) {
            broken.addAll(brokenLinks(page));
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void every_guide_is_on_the_map() throws IOException {
        var map = Files.readString(ROOT.resolve("docs/README.md"));
        try (var guides = Files.list(ROOT.resolve("docs/guides"))) {
            assertThat(guides)
                    .isNotEmpty()
                    .allSatisfy(guide -> assertThat(map).contains("](guides/" + guide.getFileName() + ")"));
        }
    }

    @Test
    void a_broken_link_or_anchor_is_found() throws IOException {
        Files.writeString(folder.resolve("other.md"), "# One heading: with `code`\n## Twice\n## Twice\n");
        var page = Files.writeString(folder.resolve("page.md"), """
                [fine](other.md#one-heading-with-code), [second](other.md#twice-1), [here](#top), [web](https://example.org/x)
                `[code](gone.md)`
                ```
                [block](gone.md)
                ```
                # Top
                [a](gone.md) [b](other.md#gone)
                """);

        assertThat(brokenLinks(page)).hasSize(2).allMatch(text -> text.contains("page.md:7: "));
    }

    private static List<Path> pages() throws IOException {
        try (var docs = Files.walk(ROOT.resolve("docs"));
                var top = Files.list(ROOT);
                var modules = Files.list(ROOT)) {
            return Stream.of(docs, top, modules.map(module -> module.resolve("README.md")))
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md") && Files.isRegularFile(file))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private static List<String> brokenLinks(Path file) throws IOException {
        var page = MarkdownPage.read(file);
        var broken = new ArrayList<String>();
        for (var link : page.links()) {
            if (!link.target().matches("[a-z]+:.*") && !resolves(page, link.target())) {
                broken.add(file + ":" + link.line() + ": " + link.target());
            }
        }
        return broken;
    }

    private static boolean resolves(MarkdownPage page, String target) throws IOException {
        int hash = target.indexOf('#');
        var path = hash < 0 ? target : target.substring(0, hash);
        var file = path.isEmpty() ? page.file() : page.file().resolveSibling(path);
        if (!Files.exists(file)) {
            return false;
        }
        return hash < 0 || MarkdownPage.read(file).anchors().contains(target.substring(hash + 1));
    }
}
