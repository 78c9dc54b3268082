// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Accepts a rewritten branch. */
@Command(
        name = "accept-rewrite",
        description = {
            "Accept the branch after a force-push; until then every command refuses.",
            "--reason is required."
        },
        footer = {"", "Example:", "  idp accept-rewrite 4f2a9c01de --reason 'history cleaned of a leaked key'"})
final class AcceptRewriteCommand extends Subcommand {
    @Parameters(paramLabel = "REV", description = "The commit at the tip that you reviewed, at least seven digits.")
    private String revision = "";

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        if (change.reason() == null) {
            throw usage("accepting a rewritten branch needs a reason; add --reason TEXT");
        }
        return answer(core().rewrites().accept(revision, change.context(settings())), "accepted");
    }
}
