// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Flags;
import io.meshcloud.idp.cli.config.Setting;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/**
 * The flags of all settings, created from the {@linkplain AllSettings table of settings} instead of from
 * annotations. Most are flags of every command, before or after its name.
 */
final class SettingFlags {
    /** Above the order of the options that a command declares itself. */
    private static final int ORDER = 1000;

    private final Map<Setting<?>, Object> values = new HashMap<>();

    void addTo(CommandLine root) {
        int order = ORDER;
        for (var setting : AllSettings.all()) {
            if (setting.flag().isPresent()) {
                if (setting.commands().isEmpty()) {
                    root.getCommandSpec().addOption(option(setting, ScopeType.INHERIT, order++));
                }
                for (var command : setting.commands()) {
                    command(root, command).addOption(option(setting, ScopeType.LOCAL, order++ - ORDER));
                }
            }
        }
    }

    private static CommandSpec command(CommandLine root, String name) {
        var line = root;
        for (var word : name.split(" ", -1)) {
            line = Objects.requireNonNull(line.getSubcommands().get(word), name);
        }
        return line.getCommandSpec();
    }

    private OptionSpec option(Setting<?> setting, ScopeType scope, int order) {
        var value = new Value(setting);
        var option = OptionSpec.builder(setting.flag().orElseThrow())
                .paramLabel(setting.placeholder())
                .description(setting.flagHelp().toArray(String[]::new))
                .scopeType(scope)
                .order(order)
                .getter(value)
                .setter(value);
        if (!setting.words().isEmpty()) {
            option.completionCandidates(setting.words());
        }
        if (setting.isSwitch()) {
            return option.arity("0").type(Boolean.class).build();
        }
        return setting.isRepeatable()
                ? option.arity("1")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build()
                : option.arity("1").type(String.class).build();
    }

    /** What was typed so far; complete once the command line was parsed. */
    Flags typed() {
        var flags = Flags.NONE;
        for (var entry : values.entrySet()) {
            var texts = entry.getValue() instanceof Collection<?> several ? several : List.of(entry.getValue());
            if (!texts.isEmpty()) {
                flags = flags.with(
                        entry.getKey(), texts.stream().map(String::valueOf).toArray(String[]::new));
            }
        }
        return flags;
    }

    /** Where picocli keeps the value of one flag. */
    private final class Value implements IGetter, ISetter {
        private final Setting<?> setting;

        Value(Setting<?> setting) {
            this.setting = setting;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // picocli's signature
        public <T> @Nullable T get() {
            return (@Nullable T) values.get(setting);
        }

        @Override
        @SuppressWarnings("unchecked") // picocli's signature
        public <T> @Nullable T set(@Nullable T value) {
            return (@Nullable T) (value == null ? values.remove(setting) : values.put(setting, value));
        }
    }
}
