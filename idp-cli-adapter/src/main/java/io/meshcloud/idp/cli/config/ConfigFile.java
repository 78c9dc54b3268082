// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.config.SettingType.Source;
import io.meshcloud.idp.cli.file.LocalFile;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.ScalarKind;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Reads a settings file, {@code idp.yaml}, as strictly as a contract file, and reports all findings at once. */
final class ConfigFile {
    private static final List<String> CREDENTIALS =
            List.of("token", "password", "passwd", "secret", "credential", "user", "key", "auth");

    private final String file;
    private final Path folder;
    private final boolean chosen;
    private final List<Finding> findings = new ArrayList<>();

    private ConfigFile(Path path, boolean chosen) {
        this.chosen = chosen;
        file = path.toString();
        folder = Objects.requireNonNull(path.getParent(), "an absolute file's folder");
    }

    /**
     * Reads a file that the user chose: it may set everything.
     *
     * @throws IdpException {@link ProblemCode#FILE_NOT_READABLE}, or {@link ProblemCode#INVALID_CONFIGURATION} with
     *     every finding
     */
    static Settings read(Path path) {
        return read(path, true);
    }

    /**
     * Reads a file that idp found in the current folder: it may set what is {@linkplain Setting#isHarmless() harmless}.
     *
     * @throws IdpException as {@link #read}
     */
    static Settings readFound(Path path) {
        return read(path, false);
    }

    private static Settings read(Path path, boolean chosen) {
        var bytes = LocalFile.read(path);
        if (isEmpty(bytes)) {
            return Settings.NONE;
        }
        var reading = new ConfigFile(path, chosen);
        var settings = reading.settings(YamlTree.read(reading.file, bytes));
        if (!reading.findings.isEmpty()) {
            throw new Problem(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the settings in this file cannot be used",
                            reading.file,
                            "fix the file; `idp --help` and docs/reference/settings.md list the settings",
                            reading.findings)
                    .asException();
        }
        return settings;
    }

    private static boolean isEmpty(Bytes bytes) {
        return bytes.size() <= LocalFile.MAX_SIZE
                && bytes.asText().lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }

    private Settings settings(YamlTree tree) {
        findings.addAll(tree.findings());
        if (!(tree.optionalRoot().orElse(null) instanceof Node.Mapping root)) {
            if (findings.isEmpty()) {
                refuse(Location.of(file), "the file is not a mapping of settings", "write lines such as 'state: URL'");
            }
            return Settings.NONE;
        }
        var known = AllSettings.all().stream()
                .flatMap(setting -> setting.key().stream())
                .toList();
        root.entries().stream()
                .map(Node.Entry::key)
                .filter(key -> !known.contains(key.text()))
                .forEach(key -> refuseUnknown(key, known));
        var settings = Settings.NONE;
        for (var setting : AllSettings.all()) {
            if (chosen || setting.isHarmless()) {
                settings = with(settings, setting, root);
            } else {
                setting.key().flatMap(root::entry).ifPresent(entry -> refuseFound(entry.key()));
            }
        }
        return settings;
    }

    private <T> Settings with(Settings settings, Setting<T> setting, Node.Mapping root) {
        return setting.key()
                .flatMap(root::entry)
                .filter(entry -> !(entry.value() instanceof Node.Unreadable))
                .flatMap(entry -> setting.type().read(entry, this))
                .map(value -> settings.with(setting, value))
                .orElse(settings);
    }

    private void refuseFound(Node.Scalar key) {
        refuse(
                key.location(),
                Quoted.of(key.text()) + " cannot be set by an " + SettingsReader.FILE + " that idp finds in the current"
                        + " folder, because anybody may have put the file there",
                "if the file is yours, name it with --config " + SettingsReader.FILE
                        + " or in IDP_CONFIG, or move it to " + SettingsReader.OWN_FILE);
    }

    private void refuseUnknown(Node.Scalar key, List<String> known) {
        var name = key.text().toLowerCase(Locale.ROOT);
        if (CREDENTIALS.stream().anyMatch(name::contains)) {
            refuse(
                    key.location(),
                    Quoted.of(key.text()) + ": this file cannot contain credentials",
                    "set IDP_STATE_TOKEN for Git, IDP_REGISTRY_<HOST>_USER and _PASSWORD for a registry, or log in with"
                            + " Docker");
            return;
        }
        refuse(
                key.location(),
                Quoted.of(key.text()) + " is not a setting",
                Suggestions.closest(key.text(), known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("the settings are " + String.join(", ", known)));
    }

    /**
     * The value of an entry that must be a text; empty, after noting a finding, if it is not a text or breaks the rule.
     */
    <T> Optional<T> text(Node.Entry entry, SettingType.Rule<T> rule) {
        if (entry.value() instanceof Node.Unreadable) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof Node.Scalar scalar) || scalar.kind() != ScalarKind.STRING) {
            return refuse(entry, "a text", "write one, in quotes");
        }
        return parse(entry, scalar, rule);
    }

    /** A number without a fraction; empty if it was refused and the finding noted. */
    <T> Optional<T> number(Node.Entry entry, SettingType.Rule<T> rule) {
        if (entry.value() instanceof Node.Unreadable) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof Node.Scalar scalar) || scalar.kind() != ScalarKind.INTEGER) {
            return refuse(entry, "a number", "write one, without quotes");
        }
        return parse(entry, scalar, rule);
    }

    private <T> Optional<T> parse(Node.Entry entry, Node.Scalar scalar, SettingType.Rule<T> rule) {
        try {
            return Optional.of(rule.parse(scalar.text(), new Source(entry.key().text(), folder)));
        } catch (IdpException e) {
            refuse(scalar.location(), e.problem().what(), e.problem().fix());
            return Optional.empty();
        }
    }

    /** Notes that an entry has a value of another form. */
    <T> Optional<T> refuse(Node.Entry entry, String expected, String fix) {
        refuse(entry.value().location(), Quoted.of(entry.key().text()) + " must be " + expected, fix);
        return Optional.empty();
    }

    private void refuse(Location location, String what, String fix) {
        findings.add(Finding.error(ProblemCode.INVALID_CONFIGURATION, location, "", what, fix));
    }
}
