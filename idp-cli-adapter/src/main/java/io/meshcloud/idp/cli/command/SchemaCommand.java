package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.DocumentKind;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the JSON Schema of a kind of file, for editors and pipelines. */
@Command(name = "schema", description = "Print the JSON Schema of a kind of file.")
final class SchemaCommand extends Subcommand {
    @Parameters(paramLabel = "app-env|release|platform", description = "The kind of file.", completionCandidates = Kinds.class)
    private String kind = "";

    @Override
    public Integer call() {
        var wanted = DocumentKind.ofShortName(kind)
                .orElseThrow(() -> usage(Quoted.of(kind) + " is not a kind of file; there are " + names()));
        console().raw(Schemas.of(wanted));
        return ExitCodes.DONE;
    }

    private static String names() {
        return Arrays.stream(DocumentKind.values()).map(DocumentKind::shortName).collect(Collectors.joining(", "));
    }

    /** The words that a shell completes. */
    static final class Kinds implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Arrays.stream(DocumentKind.values()).map(DocumentKind::shortName).iterator();
        }
    }
}
