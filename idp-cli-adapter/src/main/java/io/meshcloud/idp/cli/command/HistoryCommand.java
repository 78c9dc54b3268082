// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.HistoryText;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.history.HistoryRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the history of an environment. */
@Command(name = "history", description = "Show the history of an environment, newest first, from Git alone.")
final class HistoryCommand extends Subcommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment; it may be retired.")
    private String address = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            converter = Converters.PositiveNumber.class,
            description = "Maximum number of entries. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--after", paramLabel = "COMMIT", description = "Start after the entry of this commit.")
    private @Nullable String after;

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        var page = core().histories().history(reader(), new HistoryRequest(environment, limit, after));
        var history = views().of(environment, page);
        return console().result(() -> HistoryText.of(history), history);
    }
}
