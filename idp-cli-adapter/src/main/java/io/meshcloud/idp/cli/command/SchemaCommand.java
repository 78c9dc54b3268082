// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.schema.JsonSchemas;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the JSON Schema of a kind of file, for editors and pipelines. */
@Command(name = "schema", description = "Print the JSON Schema of a kind of file.")
final class SchemaCommand extends Subcommand {
    @Parameters(
            paramLabel = "app-env|release|platform",
            completionCandidates = Kinds.class,
            description = "The kind of file.")
    private String kind = "";

    @Override
    public Integer call() {
        var wanted = DocumentKind.ofShortName(kind)
                .orElseThrow(() ->
                        usage(Quoted.of(kind) + " is not a kind of file; there are " + String.join(", ", Kinds.WORDS)));
        plainConsole().raw(JsonSchemas.text(wanted));
        return ExitCodes.DONE;
    }

    /** The words that a shell completes. */
    static final class Kinds implements Iterable<String> {
        private static final List<String> WORDS = Arrays.stream(DocumentKind.values())
                .map(DocumentKind::shortName)
                .toList();

        @Override
        public Iterator<String> iterator() {
            return WORDS.iterator();
        }
    }
}
