// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.output.CliContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one setting: its names in every source, how its value is read, its default, and its help text. The
 * flags of the commands, the reading of {@code idp.yaml} and of the environment, and the reference follow from it.
 *
 * @param <T> the type of its value
 */
public final class Setting<T> {
    private static final int HELP_WIDTH = 88;

    private final SettingType<T> type;
    private final @Nullable String flag;
    private final String placeholder;
    private final List<String> commands;
    private final @Nullable String variable;
    private final @Nullable String key;
    private final boolean harmless;
    private final List<String> words;
    private final String help;
    private final @Nullable String defaultText;
    private final @Nullable Function<CliContext, Optional<T>> defaultValue;

    private Setting(Builder<T> builder) {
        type = builder.type;
        flag = builder.flag;
        placeholder = builder.placeholder;
        commands = builder.commands;
        variable = builder.variable;
        key = builder.key;
        harmless = builder.harmless;
        words = builder.words;
        help = builder.help;
        defaultText = builder.defaultText;
        defaultValue = builder.defaultValue;
    }

    /** Starts the declaration of a setting of this type. */
    static <T> Builder<T> of(SettingType<T> type) {
        return new Builder<>(type);
    }

    /** Starts the declaration of a setting whose value is one text, read by this rule. */
    static <T> Builder<T> of(SettingType.Rule<T> rule) {
        return new Builder<>(new SettingType.Text<>(rule));
    }

    SettingType<T> type() {
        return type;
    }

    /** The flag with its hyphens; empty if no command has one. */
    public Optional<String> flag() {
        return Optional.ofNullable(flag);
    }

    /** What the help shows for the flag's value; empty for a flag without one. */
    public String placeholder() {
        return placeholder;
    }

    /** The names of the commands that have the flag, such as {@code env create}; empty if all have it. */
    public List<String> commands() {
        return commands;
    }

    /** The environment variable; empty if none is read. */
    public Optional<String> variable() {
        return Optional.ofNullable(variable);
    }

    /** The key in {@code idp.yaml}; empty if the file cannot contain the setting. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /**
     * Whether an {@code idp.yaml} that idp merely finds in the current folder may set it. Anybody may have written that
     * file, for example into a repository that the user cloned.
     */
    public boolean isHarmless() {
        return harmless;
    }

    /** The accepted words, if they are a closed set. */
    public List<String> words() {
        return words;
    }

    /** Whether its flag can be repeated. */
    public boolean isRepeatable() {
        return type.isRepeatable();
    }

    /** Whether its flag has no value. */
    public boolean isSwitch() {
        return type instanceof SettingType.Switch;
    }

    /** How its value is written in {@code idp.yaml}. */
    public String fileForm() {
        return type.fileForm();
    }

    /** What it is for, in one or more sentences. */
    public String help() {
        return help;
    }

    /** The default in words; empty if there is none. */
    public Optional<String> defaultText() {
        return Optional.ofNullable(defaultText);
    }

    Optional<T> defaultValue(CliContext context) {
        return defaultValue == null ? Optional.empty() : defaultValue.apply(context);
    }

    /** The help of the flag: its purpose, its default and its variable, wrapped at spaces. */
    public List<String> flagHelp() {
        var text = new StringBuilder(help);
        if (defaultText != null) {
            text.append(" Default: ").append(defaultText).append('.');
        }
        if (isRepeatable()) {
            text.append(" Repeatable.");
        }
        if (variable != null) {
            text.append(" Also ").append(variable).append(isRepeatable() ? ", joined by commas." : ".");
        }
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.toString().split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > HELP_WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The name by which people know it: the flag, else the key, else the variable. */
    @Override
    public String toString() {
        return flag().or(this::key).or(this::variable).orElseThrow();
    }

    /** Collects the parts of one declaration. */
    static final class Builder<T> {
        private final SettingType<T> type;
        private @Nullable String flag;
        private String placeholder = "";
        private List<String> commands = List.of();
        private @Nullable String variable;
        private @Nullable String key;
        private boolean harmless;
        private List<String> words = List.of();
        private String help = "";
        private @Nullable String defaultText;
        private @Nullable Function<CliContext, Optional<T>> defaultValue;

        private Builder(SettingType<T> type) {
            this.type = type;
        }

        /** The flag, for all commands. */
        Builder<T> flag(String name, String valueName) {
            flag = name;
            placeholder = valueName;
            return this;
        }

        /** The flag, if it has no value. */
        Builder<T> flag(String name) {
            return flag(name, "");
        }

        /** Restricts the flag to these commands. */
        Builder<T> onlyOf(String... names) {
            commands = List.of(names);
            return this;
        }

        Builder<T> variable(String name) {
            variable = name;
            return this;
        }

        Builder<T> key(String name) {
            key = name;
            return this;
        }

        /**
         * Allows an {@code idp.yaml} that idp finds in the current folder to set it. Only for a setting that decides
         * neither what is read, written, run or trusted, nor where anything is sent.
         */
        Builder<T> harmless() {
            harmless = true;
            return this;
        }

        Builder<T> words(List<String> accepted) {
            words = List.copyOf(accepted);
            return this;
        }

        /** What the setting is for; the default, the variable and "repeatable" are added to it. */
        Builder<T> help(String sentences) {
            help = sentences;
            return this;
        }

        /** Describes what applies without a value, if the code that uses the setting decides that. */
        Builder<T> otherwise(String text) {
            defaultText = text;
            return this;
        }

        /** Gives a setting the same default in every run. */
        Builder<T> defaultsTo(T value) {
            defaultText = type instanceof SettingType.Switch ? null : String.valueOf(value);
            defaultValue = context -> Optional.of(value);
            return this;
        }

        /** Gives a setting a default that depends on the run; empty in a run without one. */
        Builder<T> defaultsTo(String text, Function<CliContext, Optional<T>> value) {
            defaultText = text;
            defaultValue = value;
            return this;
        }

        Setting<T> build() {
            return new Setting<>(this);
        }
    }
}
