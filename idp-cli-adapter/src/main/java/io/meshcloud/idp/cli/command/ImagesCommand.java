// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.ImagesText;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the tags of an environment's repository. */
@Command(
        name = "images",
        description =
                "Show the tags of an environment's repository, and what automation decides about each; write nothing.",
        footer = {
            "",
            "Tags that automation could take come first. The column AUTOMATION says which one it takes, and why not the"
                    + " others.",
            "",
            "Example:",
            "  idp images likvid/hello-api/dev"
        })
final class ImagesCommand extends Subcommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            converter = Converters.PositiveNumber.class,
            description = "Maximum number of tags. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        var result = views().of(environment, core().images().images(reader(), environment), limit);
        var console = console();
        result.automation().warnings().forEach(console::warning);
        return console.result(() -> ImagesText.of(result), result);
    }
}
