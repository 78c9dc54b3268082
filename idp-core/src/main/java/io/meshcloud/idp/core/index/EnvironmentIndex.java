// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.Platform.HostOwner;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The claims of all environments in one snapshot: an immutable value, thread-safe. It contains every
 * {@code app-env.yaml} that is YAML, valid or not, so that no clash is missed. A caller that acts on an answer must
 * read the files strictly.
 *
 * <p>Files outside the layout are not environments and are never returned.
 */
public final class EnvironmentIndex {
    /** The maximum number of changed files that are searched one by one; with more, the table is rebuilt. */
    private static final int MAX_NEWER = 512;

    private final Layout layout;
    private final ClaimTable table;

    /** The files that changed since the table was built; deleted files claim nothing. */
    private final Map<StatePath, ClaimedFile> newer;

    private EnvironmentIndex(Layout layout, ClaimTable table, Map<StatePath, ClaimedFile> newer) {
        this.layout = layout;
        this.table = table;
        this.newer = newer;
    }

    static EnvironmentIndex of(Layout layout, Collection<ClaimedFile> files) {
        return new EnvironmentIndex(layout, ClaimTable.of(files), Map.of());
    }

    Layout layout() {
        return layout;
    }

    /** The same files in another layout. */
    EnvironmentIndex in(Layout other) {
        return other.equals(layout) ? this : new EnvironmentIndex(other, table, newer);
    }

    /** This index after these files changed. */
    EnvironmentIndex with(Collection<ClaimedFile> changed) {
        if (changed.isEmpty()) {
            return this;
        }
        var all = new HashMap<>(newer);
        changed.forEach(file -> all.put(file.path(), file));
        return new EnvironmentIndex(layout, table, all);
    }

    /** The same index with all files in the table, if too many are outside of it. */
    EnvironmentIndex compacted() {
        return newer.size() <= MAX_NEWER
                ? this
                : of(
                        layout,
                        Stream.concat(
                                        table.files().stream().filter(file -> !newer.containsKey(file.path())),
                                        newer.values().stream())
                                .toList());
    }

    /** The environments that track this repository. */
    public Match match(ImageRepository repository) {
        var text = repository.uniqueName();
        var wanted = new UniqueKeys(text, null, null, null, null, null);
        return Match.of(claimants(Claim.REPOSITORY, wanted, file -> text.equals(file.repository()))
                .toList());
    }

    /**
     * The other environments that may make one of these claims: all that do and, if hashes collide, also some that do
     * not. Environments of one workspace may share a namespace, and environments of one owner may share a host.
     *
     * @param address the environment that makes the claims, whether or not it exists yet
     * @param claims its claims
     * @param owners who owns a host
     */
    public SortedSet<EnvironmentAddress> sharing(EnvironmentAddress address, UniqueKeys claims, HostOwner owners) {
        var sharing = new TreeSet<EnvironmentAddress>();
        for (var claim : Claim.values()) {
            claimants(claim, claims, file -> true)
                    .filter(other -> !mayShare(claim, other, address, owners))
                    .forEach(sharing::add);
        }
        sharing.remove(address);
        return sharing;
    }

    private static boolean mayShare(Claim claim, EnvironmentAddress one, EnvironmentAddress other, HostOwner owners) {
        return switch (claim) {
            case HOST -> owners.of(one).equals(owners.of(other));
            case NAMESPACE -> one.segments().get(0).equals(other.segments().get(0));
            case REPOSITORY, IDENTITY, NAME, EXPOSURE -> false;
        };
    }

    private Stream<EnvironmentAddress> claimants(Claim claim, UniqueKeys claims, Predicate<ClaimedFile> wanted) {
        int mark = claim.mark(claims);
        if (mark == Claim.NONE) {
            return Stream.empty();
        }
        return Stream.concat(
                        table.find(mark).filter(file -> !newer.containsKey(file.path())),
                        newer.values().stream().filter(file -> file.mark(claim) == mark))
                .filter(wanted)
                .flatMap(file -> EnvironmentFiles.addressOf(file.path(), layout).stream());
    }
}
