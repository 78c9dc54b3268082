// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sets up an empty state repository. */
@Command(name = "init", description = "Write platform/platform.yaml and a README into an empty state repository, once.")
final class InitCommand extends Subcommand {
    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    /** The settings are missing before init, so no warning is needed. */
    @Override
    void remarkOnSettings(Console console) {}

    @Override
    public Integer call() {
        return answer(core().initialization().init(change.context(settings())), "set up");
    }
}
