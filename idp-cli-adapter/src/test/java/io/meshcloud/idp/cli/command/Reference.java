// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Setting;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.contract.problem.ProblemKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The pages of the reference that follow from the code: commands and settings. */
final class Reference {
    private static final String GENERATED = "<!-- Generated from the code by ReferenceTest. Do not edit. -->\n";

    private Reference() {}

    static String commands(CommandSpec root) {
        var text = new StringBuilder("# Commands\n" + GENERATED + "\n");
        text.append("""
                Every command takes `-h`, `--help`, `-V`, `--version` and the flags of all [settings](settings.md) that are
                not restricted to some commands. The result goes to stdout, everything else to stderr.

                | command | does |
                |---|---|
                """);
        for (var command : leaves(root)) {
            var name = command.qualifiedName();
            text.append("| [`" + name + "`](#" + name.replace(' ', '-') + ") | " + cell(sentence(command)) + " |\n");
        }
        text.append("\n## Exit codes\n| code | means |\n|---|---|\n").append(exitCodes());
        leaves(root).forEach(command -> text.append(section(command)));
        return text.toString();
    }

    /** Every command that does something: the program and groups such as {@code env} only have commands. */
    static List<CommandSpec> leaves(CommandSpec command) {
        var leaves = new ArrayList<CommandSpec>();
        for (var line : command.subcommands().values()) {
            var below = leaves(line.getCommandSpec());
            leaves.addAll(below.isEmpty() ? List.of(line.getCommandSpec()) : below);
        }
        return leaves;
    }

    private static String sentence(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    private static String exitCodes() {
        var meanings = new TreeMap<Integer, List<String>>();
        meanings.put(ExitCodes.DONE, new ArrayList<>(List.of("done, or nothing to do")));
        for (var kind : ProblemKind.values()) {
            meanings.computeIfAbsent(ExitCodes.of(kind), code -> new ArrayList<>())
                    .add(meaning(kind));
        }
        return meanings.entrySet().stream()
                .map(entry -> "| " + entry.getKey() + " | " + String.join("; ", entry.getValue()) + " |\n")
                .collect(Collectors.joining());
    }

    private static String meaning(ProblemKind kind) {
        return switch (kind) {
            case INTERNAL -> "a defect of the program";
            case USAGE -> "wrong usage or settings";
            case INVALID -> "a value or file is invalid, or a rule refuses the change";
            case FORBIDDEN -> "the caller may not do this";
            case NOT_FOUND -> "not found";
            case AMBIGUOUS -> "ambiguous";
            case CONFLICT -> "somebody else changed the same thing";
            case PRECONDITION -> "the expectation of the caller is not met (`--expect-current`)";
            case UNAVAILABLE -> "Git or a registry is not available";
            case UPSTREAM -> "Git or a registry refuses idp or is not trusted";
        };
    }

    private static String section(CommandSpec command) {
        var text = new StringBuilder("\n## " + command.qualifiedName() + "\n");
        text.append(sentence(command))
                .append("\n\n```\n")
                .append(synopsis(command))
                .append("\n```\n");
        var rows = Stream.concat(
                        command.positionalParameters().stream()
                                .map(parameter -> row(parameter, parameter.paramLabel())),
                        command.options().stream()
                                .filter(option -> option.scopeType() == ScopeType.LOCAL && !option.inherited())
                                .filter(option -> !option.usageHelp() && !option.versionHelp())
                                .map(option -> row(option, flag(option))))
                .toList();
        if (!rows.isEmpty()) {
            text.append("\n| argument or option | means |\n|---|---|\n");
            rows.forEach(text::append);
        }
        text.append(footer(command));
        return text.toString();
    }

    private static String synopsis(CommandSpec command) {
        return Stream.concat(
                        Stream.of(command.qualifiedName(), "[OPTIONS]"),
                        command.positionalParameters().stream()
                                .map(parameter -> (parameter.arity().min() == 0
                                                ? "[" + parameter.paramLabel() + "]"
                                                : parameter.paramLabel())
                                        + (parameter.arity().max() > 1
                                                        || parameter.index().max()
                                                                > parameter
                                                                        .index()
                                                                        .min()
                                                ? "..."
                                                : "")))
                .collect(Collectors.joining(" "));
    }

    private static String flag(OptionSpec option) {
        var names = String.join("`, `", option.names());
        return names
                + (option.arity().max() == 0 ? "" : " " + option.paramLabel())
                + (option.negatable() ? "`, `" + option.longestName().replace("--", "--no-") : "");
    }

    private static String row(ArgSpec argument, String name) {
        var description = String.join(" ", argument.description())
                .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
        boolean required = argument.required() && argument.isOption();
        return "| `" + cell(name) + "` | " + cell(description) + (required ? " Required." : "") + " |\n";
    }

    /** Sentences, then the example in a block of its own. */
    private static String footer(CommandSpec command) {
        var prose = new StringBuilder();
        var example = new StringBuilder();
        for (var line : command.usageMessage().footer()) {
            if (line.startsWith("  ")) {
                example.append(line.strip().startsWith("--") ? "  " : "")
                        .append(line.substring(2))
                        .append('\n');
            } else if (!line.isBlank()) {
                prose.append(line).append('\n');
            }
        }
        return (prose.isEmpty() ? "" : "\n" + prose) + (example.isEmpty() ? "" : "```\n" + example + "```\n");
    }

    static String settings() {
        var text = new StringBuilder("# Settings\n" + GENERATED + "\n");
        text.append("""
                A flag takes precedence over an environment variable, that over a file, that over the default. The file is
                the one that `--config` or `IDP_CONFIG` names; without one, the user's own file `~/.config/idp/idp.yaml`. An
                `idp.yaml` that is found in the current folder takes precedence over the user's own file, but may set only
                what the column "found" allows, because anybody may have written it. An empty variable counts as absent.
                Relative paths start from the current folder, in a file from the folder of the file. An unknown key in a file
                is an error.

                | flag | variable | in `idp.yaml` | found | meaning |
                |---|---|---|---|---|
                """);
        AllSettings.all().forEach(setting -> text.append(row(setting)));
        text.append("""

                ```yaml
                # ~/.config/idp/idp.yaml
                state: ssh://git@git.example.tld/platform/state.git
                registries:
                  harbor.example.tld: https://harbor.example.tld
                  registry.local: oci:/srv/layouts
                committer: Likvid Platform <platform@likvid.example>
                ```

                ## Credentials
                Credentials are never flags, never in `idp.yaml` and never part of a URL.

                | variable | meaning |
                |---|---|
                | `IDP_STATE_TOKEN` | the token for the state repository over https |
                | `IDP_STATE_TOKEN_FILE` | a file with that token, read for every connection, so a renewed token is used at once |
                | `IDP_REGISTRY_<HOST>_USER`, `IDP_REGISTRY_<HOST>_PASSWORD` | the account at a registry; else Docker's `config.json` and its credential helpers |

                `<HOST>` is the host in upper case, with `_` for a dot and for the colon of a port, and `__` for a hyphen:
                `my-harbor.example.tld:8443` becomes `MY__HARBOR_EXAMPLE_TLD_8443`.
                """);
        return text.toString();
    }

    private static String row(Setting<?> setting) {
        var flag = setting.flag()
                .map(name -> "`" + cell((name + " " + setting.placeholder()).strip()) + "`"
                        + (setting.commands().isEmpty()
                                ? ""
                                : " (of `" + String.join("`, `", setting.commands()) + "`)"))
                .orElse("");
        var variable = setting.variable().map(name -> "`" + name + "`").orElse("");
        var key = setting.key()
                .map(name -> "`" + name + "` (" + setting.fileForm() + ")")
                .orElse("");
        var meaning = setting.help()
                + setting.defaultText().map(text -> " Default: " + text + ".").orElse("")
                + (setting.isRepeatable() ? " The flag can be repeated; the variable joins values by commas." : "");
        var found =
                setting.isHarmless() ? "yes" : setting.key().map(name -> "no").orElse("");
        return Stream.of(flag, variable, key, found, cell(meaning).replace("<", "&lt;"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /** The commands that the first column of a Markdown table names, such as {@code `env create, list`}. */
    static List<String> namedIn(String table) {
        return table.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Arrays.stream(line.split("\\|", -1)[1].split("`", -1)))
                .flatMap(Reference::namedInSpan)
                .toList();
    }

    private static Stream<String> namedInSpan(String span) {
        var names = new ArrayList<String>();
        for (var item : span.split(",", -1)) {
            var words = Arrays.stream(item.strip().split(" ", -1))
                    .takeWhile(word -> word.matches("[a-z]+(-[a-z]+)*"))
                    .toList();
            if (!words.isEmpty()) {
                var group = names.isEmpty() || !names.get(0).contains(" ")
                        ? ""
                        : names.get(0).split(" ", -1)[0] + " ";
                names.add(group + String.join(" ", words));
            }
        }
        return names.stream();
    }
}
