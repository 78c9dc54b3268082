// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.spi.caller.Trigger;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The lists and the example in this module's README are those of the code. */
class ReadmeTest {
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (.*) \\| (.*) \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    @Test
    void the_table_lists_every_interface_to_implement_and_every_value() throws Exception {
        var listed = new TreeMap<String, String>();
        for (var row : (Iterable<String>) readme().lines()::iterator) {
            var cells = ROW.matcher(row);
            if (cells.matches()) {
                names(cells.group(2)).forEach(name -> listed.put(cells.group(1) + "." + name, "implement"));
                names(cells.group(3)).forEach(name -> listed.put(cells.group(1) + "." + name, "value"));
            }
        }

        assertThat(listed).isEqualTo(publicTypes());
    }

    private static SortedSet<String> names(String cell) {
        return NAME.matcher(cell).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> publicTypes() throws IOException, URISyntaxException, ClassNotFoundException {
        var classes = Path.of(Trigger.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var root = ReadmeTest.class.getPackageName();
        var types = new TreeMap<String, String>();
        try (var files = Files.walk(classes.resolve(root.replace('.', '/')))) {
            for (var file : (Iterable<Path>) files::iterator) {
                var name = classes.relativize(file).toString().replace('/', '.');
                if (name.matches("[\\w.]+\\.class") && !name.endsWith("package-info.class")) {
                    var type = Class.forName(name.substring(0, name.length() - ".class".length()));
                    if (Modifier.isPublic(type.getModifiers())) {
                        boolean isToImplement = type.isInterface() && !type.isSealed();
                        types.put(type.getName().substring(root.length() + 1), isToImplement ? "implement" : "value");
                    }
                }
            }
        }
        return types;
    }

    @Test
    void the_example_is_compiled() throws IOException {
        var example = EXAMPLE.matcher(readme());
        assertThat(example.find()).isTrue();

        assertThat(Files.readString(Path.of("src/test/java/io/meshcloud/idp/spi/example/AcmeRegistry.java")))
                .contains(example.group(1));
    }
}
