// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.derived;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.spi.derived.DerivedFiles;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A simple generator for tests. It writes one file for each environment, with its namespace, replicas and the revision
 * that Argo CD follows, and one list of addresses for each first part of an address. A broken {@code app-env.yaml}
 * counts as an environment of which nothing is known. Safe for use by many threads.
 */
public final class InMemoryDerivedFiles implements DerivedFiles {
    private static final StatePath FOLDER = StatePath.of("generated");
    private static final String ENDING = ".txt";

    private volatile Consumer<List<FileEdit>> fault = edits -> {};

    /** The file of one environment. */
    public static StatePath file(EnvironmentAddress address) {
        return StatePath.of(FOLDER + "/environments/" + address + ENDING);
    }

    /** The list of the environments whose address has this first part. */
    public static StatePath list(Slug first) {
        return StatePath.of(FOLDER + "/lists/" + first + ENDING);
    }

    /** From now on each call runs this on its edits, to change them or to throw an exception. */
    public void beforeReturning(Consumer<List<FileEdit>> defect) {
        fault = defect;
    }

    @Override
    public boolean isDerived(StatePath path) {
        return path.value().startsWith(FOLDER + "/") && path.value().endsWith(ENDING);
    }

    @Override
    public List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed) {
        var wanted = new TreeMap<StatePath, Bytes>();
        environments(state, platform.layout(), changed).forEach((first, addresses) -> {
            wanted.put(list(first), lines(addresses.stream().map(EnvironmentAddress::toString)));
            for (var address : addresses) {
                wanted.put(file(address), describe(state, platform, address));
            }
        });
        var edits = new ArrayList<FileEdit>();
        wanted.forEach((path, bytes) -> {
            if (!state.read(path).regularBytes().equals(Optional.of(bytes))) {
                edits.add(new FileEdit.Put(path, bytes));
            }
        });
        for (var path : state.find(FOLDER, name -> name.endsWith(ENDING))) {
            if (!wanted.containsKey(path) && dependsOn(path, changed)) {
                edits.add(new FileEdit.Delete(path));
            }
        }
        fault.accept(edits);
        return edits;
    }

    /** All environments that share the first part of the changed one, or just all. */
    private static Map<Slug, SortedSet<EnvironmentAddress>> environments(
            Snapshot state, Layout layout, @Nullable EnvironmentAddress changed) {
        return state.find(Layout.APP_ENVIRONMENT_FILE).stream()
                .flatMap(path -> address(path, layout).stream())
                .filter(address -> changed == null || first(address).equals(first(changed)))
                .collect(Collectors.groupingBy(
                        InMemoryDerivedFiles::first, TreeMap::new, Collectors.toCollection(TreeSet::new)));
    }

    private static Optional<EnvironmentAddress> address(StatePath file, Layout layout) {
        int slash = file.value().lastIndexOf('/');
        return slash < 0
                ? Optional.empty()
                : layout.address(StatePath.of(file.value().substring(0, slash)));
    }

    private static Slug first(EnvironmentAddress address) {
        return address.segments().get(0);
    }

    private static boolean dependsOn(StatePath path, @Nullable EnvironmentAddress changed) {
        return changed == null
                || path.equals(list(first(changed)))
                || path.value().startsWith(FOLDER + "/environments/" + first(changed) + "/");
    }

    private static Bytes describe(Snapshot state, Platform platform, EnvironmentAddress address) {
        var path = platform.layout().appEnvironment(address);
        return state.read(path) instanceof StateFile.Regular file
                ? ContractFiles.readAppEnvironment(path.value(), file.bytes())
                        .match(document -> describe(platform, document), findings -> Bytes.utf8("broken\n"))
                : Bytes.utf8("broken\n");
    }

    private static Bytes describe(Platform platform, Document<AppEnvironment> file) {
        var environment = file.value();
        return Bytes.utf8("namespace: " + environment.target().namespace() + "\nreplicas: "
                + environment.runtime().replicas() + "\nrevision: "
                + platform.argocd().revision() + "\n");
    }

    private static Bytes lines(Stream<String> lines) {
        return Bytes.utf8(lines.collect(Collectors.joining("\n", "", "\n")));
    }
}
