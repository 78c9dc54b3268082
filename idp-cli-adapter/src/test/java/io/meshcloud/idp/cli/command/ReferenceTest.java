// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.cli.TestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** The lists in the documentation are those of the code. */
class ReferenceTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String UPDATE = "mvn -pl idp-cli-adapter -am test -Dtest=ReferenceTest -Dreference.update=true"
            + " -Dsurefire.failIfNoSpecifiedTests=false";

    private static CommandSpec program() {
        return Program.model(new TestRun(ROOT).context());
    }

    private static void check(String name, String expected) throws IOException {
        var file = ROOT.resolve("docs/reference").resolve(name);
        if (Boolean.getBoolean("reference.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("docs/reference/%s is stale; regenerate it with: %s", name, UPDATE)
                .isEqualTo(expected);
    }

    @Test
    void the_page_of_the_commands_is_up_to_date() throws IOException {
        check("commands.md", Reference.commands(program()));
    }

    @Test
    void the_page_of_the_settings_is_up_to_date() throws IOException {
        check("settings.md", Reference.settings());
    }

    @Test
    void the_readme_names_every_command_and_no_other() throws IOException {
        var readme = Files.readString(ROOT.resolve("README.md"));
        var table = readme.substring(readme.indexOf("| command | does |"));
        assertThat(new TreeSet<>(Reference.namedIn(table.substring(0, table.indexOf("\n\n")))))
                .as("the commands in the table of README.md")
                .containsExactlyInAnyOrderElementsOf(Reference.leaves(program()).stream()
                        .map(command -> command.qualifiedName().substring("idp ".length()))
                        .toList());
    }

    @Test
    void the_readme_of_the_module_names_every_package() throws IOException {
        var readme = Files.readString(ROOT.resolve("idp-cli-adapter/README.md"));
        try (var packages = Files.list(ROOT.resolve("idp-cli-adapter/src/main/java/io/meshcloud/idp/cli"))) {
            assertThat(packages.filter(Files::isDirectory).map(folder -> "| `" + folder.getFileName() + "` |"))
                    .allSatisfy(row -> assertThat(readme).contains(row));
        }
    }
}
