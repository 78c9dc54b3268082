// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.CliContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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
            ImagesCommand.class,
            AcceptRewriteCommand.class,
            ValidateCommand.class,
            VerifyCommand.class,
            SchemaCommand.class,
            CompletionCommand.class,
            HelpTopicCommand.class
        })
final class IdpCommand implements Runnable {
    private final CliContext context;

    private final SettingFlags flags = new SettingFlags();

    @Spec
    private @Nullable CommandSpec spec;

    IdpCommand(CliContext context) {
        this.context = context;
    }

    /** The program without a command shows what it can do. */
    @Override
    public void run() {
        var line = Objects.requireNonNull(spec, "picocli sets the spec before it calls a command")
                .commandLine();
        context.out().print(line.getUsageMessage(line.getColorScheme()));
        context.out().flush();
    }

    CliContext context() {
        return context;
    }

    SettingFlags flags() {
        return flags;
    }
}
