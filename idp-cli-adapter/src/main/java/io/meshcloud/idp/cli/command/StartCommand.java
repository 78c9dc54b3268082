// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a stop. */
@Command(
        name = "start",
        description = "Resume releases after a stop; automation catches up with the newest image only.")
final class StartCommand extends Subcommand {
    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        return answer(core().stops().start(change.context(settings())), "started");
    }
}
