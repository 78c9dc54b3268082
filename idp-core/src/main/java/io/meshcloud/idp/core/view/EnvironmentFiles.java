// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds and reads the {@code app-env.yaml} files of a snapshot. */
public final class EnvironmentFiles {
    private EnvironmentFiles() {}

    /** Every {@code app-env.yaml} in the layout, valid or not, by address. */
    public static SortedMap<EnvironmentAddress, StatePath> find(Snapshot snapshot, Layout layout) {
        var found = new TreeMap<EnvironmentAddress, StatePath>();
        for (var path : snapshot.find(Layout.APP_ENVIRONMENT_FILE)) {
            addressOf(path, layout).ifPresent(address -> found.put(address, path));
        }
        return found;
    }

    /** The valid ones among these environments; broken ones take part in no comparison. */
    public static Map<EnvironmentAddress, Document<AppEnvironment>> readValid(
            Snapshot snapshot, Layout layout, Collection<EnvironmentAddress> addresses) {
        var valid = new TreeMap<EnvironmentAddress, Document<AppEnvironment>>();
        for (var address : addresses) {
            FileState.read(snapshot, layout.appEnvironment(address), ContractFiles::readAppEnvironment)
                    .document()
                    .ifPresent(document -> valid.put(address, document));
        }
        return valid;
    }

    /** The address of the environment that a file belongs to; empty if the file is outside the layout. */
    public static Optional<EnvironmentAddress> addressOf(StatePath file, Layout layout) {
        int slash = file.value().lastIndexOf('/');
        return slash < 0
                ? Optional.empty()
                : layout.address(StatePath.of(file.value().substring(0, slash)));
    }
}
