// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.spi.caller.Reason;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Returns to an earlier release. */
@Command(
        name = "rollback",
        description = "Go back to an earlier release of an environment; a second rollback goes back further.",
        footer = {
            "",
            "--reason is required. If another image was released in the meantime, nothing is written and the exit code"
                    + " is 5:",
            "look at `idp history`, and decide again.",
            "",
            "Example:",
            "  idp rollback likvid/hello-api/dev --reason 'errors since 1.3.0' --hold"
        })
final class RollbackCommand extends ReleasingCommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Option(
            names = "--to",
            paramLabel = "COMMIT|DIGEST",
            description = {
                "The release, as `idp history` shows it. Default: the release before the first release of the",
                "running image."
            })
    private @Nullable String target;

    @Option(names = "--hold", description = "Keep automation from deploying afterwards, until `idp env resume`.")
    private boolean hold;

    @Option(
            names = "--expect-current",
            paramLabel = "DIGEST|none",
            converter = Converters.Expected.class,
            description =
                    "Roll back only if this digest is running. Default: the digest that runs when the command starts.")
    private @Nullable ExpectedCurrent expected;

    @Option(names = "--explain", description = "Print the rules that were applied.")
    private boolean explain;

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        if (change.reason() == null) {
            throw usage("a rollback needs a reason; add --reason TEXT");
        }
        var request = new RollbackRequest(
                EnvironmentAddress.parse(address),
                target == null ? RollbackTarget.before() : RollbackTarget.parse(target),
                expected == null ? ExpectedCurrent.anything() : expected,
                Reason.parse(change.reason()),
                hold,
                change.context(settings()));
        return answer(core().rollbacks().rollback(request), "rolled back", explain);
    }
}
