package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.output.OutputFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings that environment variables give. A variable that is set to nothing says nothing, so that a pipeline can
 * pass on what it has not got.
 */
final class EnvironmentLayer {
    static final String CONFIG = "IDP_CONFIG";

    private EnvironmentLayer() {}

    static SettingsLayer read(Map<String, String> environment, Path directory) {
        return new SettingsLayer(
                setting(environment, "IDP_STATE", text -> SettingValues.state(text, "IDP_STATE", directory)),
                value(environment, "IDP_BRANCH"),
                path(environment, "IDP_CACHE", directory),
                new Registries(
                        RegistryMapping.parse(list(environment, "IDP_REGISTRY"), "IDP_REGISTRY", directory),
                        path(environment, "IDP_REGISTRY_CA", directory),
                        SettingValues.hosts(list(environment, "IDP_REGISTRY_REDIRECT"), "IDP_REGISTRY_REDIRECT")),
                value(environment, "IDP_ACTOR"),
                setting(environment, "IDP_COMMITTER", text -> SettingValues.committer(text, "IDP_COMMITTER")),
                new Signing(
                        path(environment, "IDP_SIGNING_KEY", directory),
                        path(environment, "IDP_ALLOWED_SIGNERS", directory)),
                setting(environment, "IDP_WEBHOOK", text -> SettingValues.webhook(text, "IDP_WEBHOOK")),
                output(environment),
                setting(environment, "IDP_DRY_RUN", text -> SettingValues.flag(text, "IDP_DRY_RUN")));
    }

    private static List<String> list(Map<String, String> environment, String name) {
        return Arrays.stream(environment.getOrDefault(name, "").split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static @Nullable Path path(Map<String, String> environment, String name, Path directory) {
        return setting(environment, name, text -> SettingValues.path(text, name, directory));
    }

    static @Nullable OutputFormat output(Map<String, String> environment) {
        return setting(environment, "IDP_OUTPUT", text -> SettingValues.output(text, "IDP_OUTPUT"));
    }

    static @Nullable String value(Map<String, String> environment, String name) {
        var value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    private static <T> @Nullable T setting(Map<String, String> environment, String name, Function<String, T> reading) {
        var value = value(environment, name);
        return value == null ? null : reading.apply(value);
    }
}
