package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.file.LocalFile;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.nio.file.Path;
import java.util.Objects;

/** The settings that a file gives, {@code idp.yaml}: read as strictly as a contract file, all findings at once. */
final class ConfigFile {
    private ConfigFile() {}

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#FILE_NOT_READABLE} or
     *     {@link ProblemCode#INVALID_CONFIGURATION} with every finding
     */
    static SettingsLayer read(Path path) {
        var file = path.toString();
        var bytes = LocalFile.read(path);
        if (saysNothing(bytes)) {
            return SettingsLayer.NOTHING;
        }
        var tree = YamlTree.read(file, bytes);
        var reading = new ConfigReading(file, Objects.requireNonNull(path.getParent(), "an absolute file's folder"));
        var layer = reading.layer(tree);
        if (!reading.findings().isEmpty()) {
            throw new Problem(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the settings in this file cannot be used",
                            file,
                            "mend the file; `idp --help` names the settings",
                            reading.findings())
                    .asException();
        }
        return layer;
    }

    private static boolean saysNothing(Bytes bytes) {
        return bytes.size() <= LocalFile.MAX_SIZE
                && bytes.asText().lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }
}
