// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The root of the program, which only has subcommands. */
@Command(
        name = "idp",
        description = "Turns pushed container images into commits on a GitOps state repository.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        requiredOptionMarker = '*',
        usageHelpWidth = 120,
        synopsisHeading = "%nUsage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%nArguments:%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        subcommands = {
            DemoCommand.class,
            InitCommand.class,
            EnvCommand.class,
            ReleaseCommand.class,
            RollbackCommand.class,
            PromoteCommand.class,
            ReconcileCommand.class,
            StopCommand.class,
            StartCommand.class,
            HistoryCommand.class,
            ExplainCommand.class,
            AcceptRewriteCommand.class,
            ValidateCommand.class,
            VerifyCommand.class,
            SchemaCommand.class,
            CompletionCommand.class,
            HelpTopicCommand.class
        })
final class IdpCommand {
    private final CliContext context;

    private final SettingFlags flags = new SettingFlags();

    IdpCommand(CliContext context) {
        this.context = context;
    }

    CliContext context() {
        return context;
    }

    SettingFlags flags() {
        return flags;
    }
}
