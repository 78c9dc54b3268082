// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.spi.caller.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops all releases. */
@Command(
        name = "stop",
        description = {
            "Stop all releases by people and by automation; a rollback stays possible.",
            "--reason is required; every refusal shows it."
        },
        footer = {"", "Example:", "  idp stop --reason 'database migration until 14:00'"})
final class StopCommand extends Subcommand {
    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        var reason = change.reason();
        if (reason == null) {
            throw usage("a stop needs a reason; add --reason TEXT");
        }
        return answer(core().stops().stop(Reason.parse(reason), change.context(settings())), "stopped");
    }
}
