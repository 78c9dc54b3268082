package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.ScalarKind;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One reading of one settings file; it notes every finding instead of stopping at the first. */
final class ConfigReading {
    private static final List<String> KEYS = List.of(
            "state",
            "branch",
            "cache",
            "registries",
            "registryCa",
            "registryRedirects",
            "actor",
            "committer",
            "signingKey",
            "allowedSigners",
            "webhook",
            "output",
            "dryRun");
    private static final Pattern CREDENTIAL =
            Pattern.compile(".*(token|password|passwd|secret|credential|user|key|auth).*", Pattern.CASE_INSENSITIVE);

    private final String file;
    private final Path folder;
    private final List<Finding> findings = new ArrayList<>();

    ConfigReading(String file, Path folder) {
        this.file = file;
        this.folder = folder;
    }

    List<Finding> findings() {
        return findings;
    }

    SettingsLayer layer(YamlTree tree) {
        findings.addAll(tree.findings());
        if (!(tree.optionalRoot().orElse(null) instanceof Node.Mapping root)) {
            if (findings.isEmpty()) {
                refuse(Location.of(file), "the file is not a mapping of settings", "write lines such as 'state: URL'");
            }
            return SettingsLayer.NOTHING;
        }
        root.entries().stream()
                .map(Node.Entry::key)
                .filter(key -> !KEYS.contains(key.text()))
                .forEach(this::unknown);
        return new SettingsLayer(
                text(root, "state", value -> SettingValues.state(value, "state", folder)),
                text(root, "branch", value -> SettingValues.text(value, "branch")),
                path(root, "cache"),
                new Registries(registries(root), path(root, "registryCa"), redirects(root)),
                text(root, "actor", value -> SettingValues.text(value, "actor")),
                text(root, "committer", value -> SettingValues.committer(value, "committer")),
                new Signing(path(root, "signingKey"), path(root, "allowedSigners")),
                text(root, "webhook", value -> SettingValues.webhook(value, "webhook")),
                this.<OutputFormat>text(root, "output", value -> SettingValues.output(value, "output")),
                dryRun(root));
    }

    private void unknown(Node.Scalar key) {
        if (CREDENTIAL.matcher(key.text()).matches()) {
            refuse(
                    key.location(),
                    Quoted.of(key.text()) + ": credentials have no place in this file",
                    "set IDP_STATE_TOKEN for Git, IDP_REGISTRY_<HOST>_USER and _PASSWORD for a registry, or log in with"
                            + " Docker");
            return;
        }
        refuse(
                key.location(),
                Quoted.of(key.text()) + " is not a setting",
                Suggestions.closest(key.text(), KEYS)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("the settings are " + String.join(", ", KEYS)));
    }

    private @Nullable Path path(Node.Mapping root, String key) {
        return text(root, key, value -> SettingValues.path(value, key, folder));
    }

    private <T> @Nullable T text(Node.Mapping mapping, String key, Function<String, T> rule) {
        var entry = mapping.entry(key).orElse(null);
        return entry == null ? null : text(entry, rule);
    }

    private <T> @Nullable T text(Node.Entry entry, Function<String, T> rule) {
        if (entry.value() instanceof Node.Unreadable) {
            return null;
        }
        if (!(entry.value() instanceof Node.Scalar scalar) || scalar.kind() != ScalarKind.STRING) {
            refuse(entry.value().location(), Quoted.of(entry.key().text()) + " wants a text", "write one, in quotes");
            return null;
        }
        try {
            return rule.apply(scalar.text());
        } catch (IdpException e) {
            refuse(scalar.location(), e.problem().what(), e.problem().fix());
            return null;
        }
    }

    private Map<String, String> registries(Node.Mapping root) {
        var registries = new TreeMap<String, String>();
        var entry = root.entry("registries").orElse(null);
        if (entry == null || entry.value() instanceof Node.Unreadable) {
            return registries;
        }
        if (!(entry.value() instanceof Node.Mapping mapping)) {
            refuse(
                    entry.value().location(),
                    "'registries' wants a mapping from hosts to URLs",
                    "write lines such as 'harbor.example.tld: https://harbor.example.tld' below it");
            return registries;
        }
        for (var registry : mapping.entries()) {
            text(registry, url -> {
                RegistryMapping.put(registries, registry.key().text(), url, "registries", folder);
                return url;
            });
        }
        return registries;
    }

    private Set<String> redirects(Node.Mapping root) {
        var entry = root.entry("registryRedirects").orElse(null);
        if (entry == null || entry.value() instanceof Node.Unreadable) {
            return Set.of();
        }
        if (!(entry.value() instanceof Node.Sequence sequence)) {
            refuse(
                    entry.value().location(),
                    "'registryRedirects' wants a list of hosts",
                    "write lines such as '- storage.example.tld' below it");
            return Set.of();
        }
        var hosts = new TreeSet<String>();
        for (var item : sequence.items()) {
            var found = text(
                    new Node.Entry(entry.key(), item), host -> SettingValues.hosts(List.of(host), "registryRedirects"));
            hosts.addAll(found == null ? Set.of() : found);
        }
        return hosts;
    }

    private @Nullable Boolean dryRun(Node.Mapping root) {
        var entry = root.entry("dryRun").orElse(null);
        if (entry == null || entry.value() instanceof Node.Unreadable) {
            return null;
        }
        if (entry.value() instanceof Node.Scalar scalar && scalar.kind() == ScalarKind.BOOLEAN) {
            return Boolean.valueOf(scalar.text());
        }
        refuse(entry.value().location(), "'dryRun' wants true or false", "write one of the two, without quotes");
        return null;
    }

    private void refuse(Location location, String what, String fix) {
        findings.add(Finding.error(ProblemCode.INVALID_CONFIGURATION, location, "", what, fix));
    }
}
