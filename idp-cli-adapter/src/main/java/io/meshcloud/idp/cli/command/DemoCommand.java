package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.demo.DemoStory;
import io.meshcloud.idp.cli.demo.DemoText;
import io.meshcloud.idp.cli.file.InputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells the whole story on embedded parts. */
@Command(
        name = "demo",
        description = "Show the whole story in a folder, with a Git repository and images of its own.",
        footer = {"", "It needs no network, no cluster and no settings. An earlier demo in the folder starts over."})
final class DemoCommand extends Subcommand {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "demo-output",
            description = "Where to leave everything; ${DEFAULT-VALUE} if not given.")
    private String folder = "";

    @Override
    public Integer call() {
        if (settings().get(AllSettings.DRY_RUN)) {
            throw usage("a demo is there to be looked at; leave --dry-run away");
        }
        var console = console();
        var story = new DemoStory(InputFile.path(folder, context()), settings(), context(), Program::run);
        var told = story.tell(step -> console.passage(DemoText.of(step)));
        console.result(() -> DemoText.ending(told), told);
        return told.exitCode();
    }
}
