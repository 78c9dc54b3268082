// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.check.Claimant;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

    /**
     * The addresses of every {@code app-env.yaml}, valid or not, that differ from this address in the last part only;
     * the address itself is one of them if it has a file. Reads only the folder that contains them.
     */
    public static SortedSet<EnvironmentAddress> siblings(Snapshot snapshot, Layout layout, EnvironmentAddress address) {
        var folder = layout.folderOfSiblings(address).orElse(null);
        return snapshot.find(folder, Layout.APP_ENVIRONMENT_FILE::equals).stream()
                .flatMap(path -> addressOf(path, layout).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The claims of these environments. A file with errors keeps its claims, so no other environment may take them. */
    public static Map<EnvironmentAddress, Claimant> readClaims(
            Snapshot snapshot, Layout layout, Collection<EnvironmentAddress> addresses) {
        var claims = new TreeMap<EnvironmentAddress, Claimant>();
        for (var address : addresses) {
            var path = layout.appEnvironment(address);
            claimant(path, FileState.read(snapshot, path, ContractFiles::readAppEnvironment))
                    .ifPresent(claimant -> claims.put(address, claimant));
        }
        return claims;
    }

    /** The claims of a file; empty if there is no regular file of readable size. */
    public static Optional<Claimant> claimant(StatePath path, FileState<AppEnvironment> file) {
        return file.document()
                .map(Claimant::of)
                .or(() -> file.bytes().map(bytes -> Claimant.ofBroken(path.value(), bytes)));
    }

    /** The address of the environment that a file belongs to; empty if the file is outside the layout. */
    public static Optional<EnvironmentAddress> addressOf(StatePath file, Layout layout) {
        int slash = file.value().lastIndexOf('/');
        return slash < 0
                ? Optional.empty()
                : layout.address(StatePath.of(file.value().substring(0, slash)));
    }
}
