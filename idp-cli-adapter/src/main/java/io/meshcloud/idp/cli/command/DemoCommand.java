// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.demo.DemoStory;
import io.meshcloud.idp.cli.demo.DemoText;
import io.meshcloud.idp.cli.file.InputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the demo. */
@Command(
        name = "demo",
        description = "Show what idp does, in a folder with a Git repository and images of its own.",
        footer = {"", "It needs no network, no cluster and no settings. It replaces an earlier demo in the folder."})
final class DemoCommand extends Subcommand {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "demo-output",
            description = "The folder for the demo's files. Default: ${DEFAULT-VALUE}.")
    private String folder = "";

    @Override
    public Integer call() {
        if (settings().get(AllSettings.DRY_RUN)) {
            throw usage("a demo has no dry run; omit --dry-run");
        }
        var console = console();
        var story = new DemoStory(InputFile.path(folder, context()), settings(), context(), Program::run);
        var result = story.play(step -> console.passage(DemoText.of(step)));
        console.result(() -> DemoText.ending(result), result);
        return result.exitCode();
    }
}
