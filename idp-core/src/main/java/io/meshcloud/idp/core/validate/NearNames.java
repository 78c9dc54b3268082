// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.NearName;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * Files and folders whose names are nearly those of the contract. Such a file is ignored, so its environment does not
 * exist for the rest of idp.
 */
final class NearNames {
    private static final List<String> NAMES = List.of(Layout.APP_ENVIRONMENT_FILE, Layout.RELEASE_FILE);

    private NearNames() {}

    /**
     * @param layout empty if it is unknown; then every such file is reported, wherever it is
     */
    static List<Finding> find(Snapshot snapshot, Optional<Layout> layout) {
        return snapshot.find(null, name -> wanted(name).isPresent()).stream()
                .filter(path -> layout.isEmpty()
                        || EnvironmentFiles.addressOf(path, layout.get()).isPresent())
                .map(path -> finding(path, wanted(path.fileName()).orElseThrow()))
                .toList();
    }

    private static Optional<String> wanted(String name) {
        return NAMES.stream().filter(wanted -> NearName.isNear(name, wanted)).findFirst();
    }

    private static Finding finding(StatePath path, String name) {
        return Finding.error(
                ProblemCode.INVALID_ADDRESS,
                Location.of(path.value()),
                "",
                "the file is ignored because of its name; a file of the contract is called " + name,
                "did you mean " + folder(path) + name + "? Rename the file, or remove it");
    }

    private static String folder(StatePath path) {
        return path.value().substring(0, path.value().lastIndexOf('/') + 1);
    }
}
