// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.validation;

import io.meshcloud.idp.contract.model.DocumentKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** Finds the contract files below a folder, and YAML files that may have been meant as such. */
final class ContractSearch {
    private ContractSearch() {}

    /** Every entry with the name of a contract file. */
    static List<Path> contractFiles(Path folder) {
        var names =
                Arrays.stream(DocumentKind.values()).map(DocumentKind::fileName).toList();
        return find(folder, entry -> names.contains(String.valueOf(entry.getFileName())));
    }

    /** Every file that is YAML by its name; hidden folders are skipped. */
    static List<Path> yaml(Path folder) {
        return find(folder, entry -> {
            var name = String.valueOf(entry.getFileName());
            return (name.endsWith(".yaml") || name.endsWith(".yml"))
                    && Files.isRegularFile(entry)
                    && StreamSupport.stream(folder.relativize(entry).spliterator(), false)
                            .noneMatch(part -> part.toString().startsWith("."));
        });
    }

    private static List<Path> find(Path folder, Predicate<Path> wanted) {
        try (var entries = Files.walk(folder)) {
            return entries.filter(wanted).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw DirectorySnapshot.unreadable(folder, e);
        }
    }
}
