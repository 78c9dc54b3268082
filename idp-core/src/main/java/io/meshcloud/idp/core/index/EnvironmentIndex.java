package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.core.view.Environments;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who claims what in one state of the repository: a value, safe for many threads. It knows every {@code app-env.yaml} that
 * is YAML, valid or not, so that a double is never overlooked; whoever acts on an answer reads the files strictly.
 *
 * <p>Files outside the layout are no environments, and are never answered.
 */
public final class EnvironmentIndex {
    /** The most files that are looked at one by one before they are sorted in with the others. */
    private static final int MAX_NEWER = 512;

    private final Layout layout;
    private final ClaimTable table;

    /** What has become of some files since the table was made; those that are gone claim nothing. */
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

    /** This one after these files changed. */
    EnvironmentIndex with(Collection<ClaimedFile> changed) {
        if (changed.isEmpty()) {
            return this;
        }
        var all = new HashMap<>(newer);
        changed.forEach(file -> all.put(file.path(), file));
        return new EnvironmentIndex(layout, table, all);
    }

    /** The same, as quick to ask as one that was made anew. */
    EnvironmentIndex sortedIn() {
        return newer.size() <= MAX_NEWER
                ? this
                : of(
                        layout,
                        Stream.concat(
                                        table.files().stream().filter(file -> !newer.containsKey(file.path())),
                                        newer.values().stream())
                                .toList());
    }

    /** The environments whose file names this repository. */
    public Match match(ImageRepository repository) {
        var text = repository.toString();
        var wanted = new UniqueKeys(text, null, null, null, null);
        return Match.of(claimants(Claim.REPOSITORY, wanted, file -> text.equals(file.repository()))
                .toList());
    }

    /**
     * The other environments that may claim what an environment must not share: all that do, and in rare cases one that
     * does not. A namespace is shared only with those of another workspace.
     *
     * @param address of the environment that is asked for, whether or not it is there
     * @param claims what it claims or is about to
     */
    public SortedSet<EnvironmentAddress> sharing(EnvironmentAddress address, UniqueKeys claims) {
        var sharing = new TreeSet<EnvironmentAddress>();
        for (var claim : Claim.values()) {
            claimants(claim, claims, file -> true)
                    .filter(other -> claim != Claim.NAMESPACE || !isOfOneWorkspace(other, address))
                    .forEach(sharing::add);
        }
        sharing.remove(address);
        return sharing;
    }

    private static boolean isOfOneWorkspace(EnvironmentAddress one, EnvironmentAddress other) {
        return one.segments().get(0).equals(other.segments().get(0));
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
                .flatMap(file -> Environments.addressOf(file.path(), layout).stream());
    }
}
