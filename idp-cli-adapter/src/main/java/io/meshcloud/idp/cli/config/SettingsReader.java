package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.cli.output.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Gathers the settings of a run from all of its sources. */
public final class SettingsReader {
    /** The settings' file, looked for in the current folder. */
    public static final String FILE = "idp.yaml";

    private SettingsReader() {}

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_CONFIGURATION} naming the source and the setting
     */
    public static Settings read(Flags flags, Surroundings surroundings) {
        return flagLayer(flags, surroundings.directory())
                .over(EnvironmentLayer.read(surroundings.environment(), surroundings.directory()))
                .over(fileLayer(flags, surroundings))
                .settings(surroundings.user());
    }

    /** The format to refuse a command line in that could not be read to its end: whatever is known by then. */
    public static OutputFormat likelyOutput(@Nullable String flag, Surroundings surroundings) {
        var word = flag == null ? surroundings.environment().getOrDefault("IDP_OUTPUT", "") : flag;
        return OutputFormat.of(word).orElse(OutputFormat.TEXT);
    }

    private static SettingsLayer flagLayer(Flags flags, Path directory) {
        return new SettingsLayer(
                flags.state() == null ? null : SettingValues.state(flags.state(), "--state", directory),
                flags.branch() == null ? null : SettingValues.text(flags.branch(), "--branch"),
                path(flags.cache(), "--cache", directory),
                registries(flags.registries(), directory),
                flags.actor() == null ? null : SettingValues.text(flags.actor(), "--actor"),
                null, // the same for everybody: not for the command line of a single run
                new Signing(
                        path(flags.signingKey(), "--signing-key", directory),
                        path(flags.allowedSigners(), "--allowed-signers", directory)),
                flags.webhook() == null ? null : SettingValues.webhook(flags.webhook(), "--webhook"),
                flags.output() == null ? null : SettingValues.output(flags.output(), "--output"),
                flags.dryRun());
    }

    private static Registries registries(RegistryFlags flags, Path directory) {
        return new Registries(
                RegistryMapping.parse(flags.mappings(), "--registry", directory),
                path(flags.ca(), "--registry-ca", directory),
                SettingValues.hosts(flags.redirects(), "--registry-redirect"));
    }

    private static @Nullable Path path(@Nullable String value, String flag, Path directory) {
        return value == null ? null : SettingValues.path(value, flag, directory);
    }

    private static SettingsLayer fileLayer(Flags flags, Surroundings surroundings) {
        var directory = surroundings.directory();
        if (flags.config() != null) {
            return ConfigFile.read(SettingValues.path(flags.config(), "--config", directory));
        }
        var named = EnvironmentLayer.value(surroundings.environment(), EnvironmentLayer.CONFIG);
        if (named != null) {
            return ConfigFile.read(SettingValues.path(named, EnvironmentLayer.CONFIG, directory));
        }
        var usual = directory.resolve(FILE);
        return Files.exists(usual) ? ConfigFile.read(usual) : SettingsLayer.NOTHING;
    }
}
