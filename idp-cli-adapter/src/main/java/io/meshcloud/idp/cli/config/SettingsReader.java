// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.config.SettingType.Source;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.output.OutputFormat;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * Reads the settings of a run from all sources: flag before environment variable before {@code idp.yaml} before
 * default.
 *
 * <p>The file is the one that the user names. Without a name, harmless settings come from the current folder, and all
 * others from the user's own file: a folder may be somebody else's, such as a clone of the state repository.
 */
public final class SettingsReader {
    /** The name of the settings' file. */
    public static final String FILE = "idp.yaml";

    /** The user's own settings' file, as messages name it. */
    static final String OWN_FILE = "~/.config/idp/" + FILE;

    private SettingsReader() {}

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_CONFIGURATION} naming the source and the setting
     */
    public static Settings read(Flags flags, CliContext context) {
        var typed = fromFlags(flags, context).over(fromEnvironment(context));
        return typed.over(fromFile(typed, context)).over(defaults(context));
    }

    /**
     * The output format for a command line that could not be parsed: the requested one if it was read before the error.
     */
    public static OutputFormat likelyOutput(Flags flags, CliContext context) {
        var word = flags.typed().getOrDefault(AllSettings.OUTPUT, List.of());
        return (word.isEmpty() ? variable(AllSettings.OUTPUT, context) : Optional.of(word.get(0)))
                .flatMap(OutputFormat::of)
                .orElse(OutputFormat.TEXT);
    }

    /** Whether a switch is set by a flag or a variable, which is known even if the settings cannot be read. */
    public static boolean isSet(Setting<Boolean> setting, Flags flags, CliContext context) {
        return flags.contains(setting) || variable(setting, context).isPresent();
    }

    private static Settings fromFlags(Flags flags, CliContext context) {
        var settings = Settings.NONE;
        for (var setting : AllSettings.all()) {
            var texts = flags.typed().getOrDefault(setting, List.of());
            if (!texts.isEmpty()) {
                settings = parsed(settings, setting, texts, setting.flag().orElseThrow(), context);
            }
        }
        return settings;
    }

    private static Settings fromEnvironment(CliContext context) {
        var settings = Settings.NONE;
        for (var setting : AllSettings.all()) {
            var texts = variable(setting, context).map(setting.type()::split).orElse(List.of());
            if (!texts.isEmpty()) {
                settings = parsed(settings, setting, texts, setting.variable().orElseThrow(), context);
            }
        }
        return settings;
    }

    private static <T> Settings parsed(
            Settings settings, Setting<T> setting, List<String> texts, String source, CliContext context) {
        return settings.with(setting, setting.type().parse(texts, new Source(source, context.directory())));
    }

    /** An empty variable counts as absent, so that a pipeline can pass on a variable that it does not have. */
    private static Optional<String> variable(Setting<?> setting, CliContext context) {
        return setting.variable()
                .flatMap(name -> Optional.ofNullable(context.environment().get(name)))
                .filter(value -> !value.isBlank());
    }

    private static Settings fromFile(Settings typed, CliContext context) {
        var named = typed.find(AllSettings.CONFIG);
        if (named.isPresent()) {
            return ConfigFile.read(named.get());
        }
        var own = context.configFolder().resolve("idp").resolve(FILE);
        var settings = Files.exists(own) ? ConfigFile.read(own) : Settings.NONE;
        var found = context.directory().resolve(FILE);
        return found.equals(own) || Files.notExists(found)
                ? settings
                : ConfigFile.readFound(found).over(settings);
    }

    private static Settings defaults(CliContext context) {
        var settings = Settings.NONE;
        for (var setting : AllSettings.all()) {
            settings = withDefault(settings, setting, context);
        }
        return settings;
    }

    private static <T> Settings withDefault(Settings settings, Setting<T> setting, CliContext context) {
        return setting.defaultValue(context)
                .map(value -> settings.with(setting, value))
                .orElse(settings);
    }
}
