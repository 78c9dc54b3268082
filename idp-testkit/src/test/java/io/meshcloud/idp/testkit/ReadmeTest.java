// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in this module's README lists the contract classes and the fakes that there are. */
class ReadmeTest {
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    /** What the contract classes of a port share; they have no tests of their own. */
    private static final Set<String> BASES =
            Set.of("StateRepositoryContract", "ImageRegistryContract", "ProvisioningContract");

    private static Set<String> column(int number) throws IOException {
        return Files.readString(Path.of("README.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line ->
                        NAME.matcher(line.split("\\|", -1)[number]).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> types(String pattern) throws IOException, URISyntaxException {
        var classes = Path.of(RealPart.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (var files = Files.walk(classes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(pattern + "\\.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void the_table_lists_every_contract() throws IOException, URISyntaxException {
        var contracts = types("[A-Za-z]+Contract");
        contracts.removeAll(BASES);

        assertThat(column(2)).isEqualTo(contracts);
    }

    @Test
    void the_table_lists_every_fake() throws IOException, URISyntaxException {
        assertThat(column(3))
                .isEqualTo(types("InMemory(StateRepository|ImageRegistry|RegistryProvisioner|DerivedFiles)"));
    }
}
