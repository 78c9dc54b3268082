// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import picocli.CommandLine.Command;

/** The commands for environments. */
@Command(
        name = "env",
        description = "Create, list, change and retire environments.",
        subcommands = {
            EnvCreateCommand.class,
            EnvListCommand.class,
            EnvShowCommand.class,
            EnvProvisionCommand.class,
            EnvCredentialsCommand.class,
            EnvSetCommand.class,
            EnvApplyCommand.class,
            EnvHoldCommand.class,
            EnvResumeCommand.class,
            EnvRetireCommand.class
        })
final class EnvCommand {}
