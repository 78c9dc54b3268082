// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Suggestions;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Places in a snapshot where files of environments are not read: outside the layout, which may have been changed, and
 * below a symbolic link. To everything else, the environments there do not exist.
 */
public final class UnreadPlaces {
    private UnreadPlaces() {}

    /** All of them, as {@code validate} reports them. It lists the whole snapshot. */
    public static List<Finding> find(Snapshot snapshot, Layout layout) {
        var entries = snapshot.find(null, name -> true);
        var findings = new ArrayList<>(links(snapshot, layout, entries));
        entries.stream()
                .filter(entry -> entry.fileName().equals(Layout.APP_ENVIRONMENT_FILE))
                .forEach(path -> outside(path, layout).ifPresent(findings::add));
        return findings;
    }

    /** Links in the place of a folder of the layout. It lists the whole snapshot. */
    public static List<Finding> links(Snapshot snapshot, Layout layout) {
        return links(snapshot, layout, snapshot.find(null, name -> true));
    }

    private static List<Finding> links(Snapshot snapshot, Layout layout, List<StatePath> entries) {
        var folders = new HashSet<String>();
        entries.forEach(entry -> folder(entry).ifPresent(folders::add));
        return entries.stream()
                .filter(entry -> !folders.contains(entry.value()) && layout.leadsToEnvironments(entry))
                .flatMap(entry -> snapshot.read(entry) instanceof StateFile.NotRegular link
                        ? Optional.of(link(entry, link)).stream()
                        : Optional.<Finding>empty().stream())
                .toList();
    }

    private static Finding link(StatePath path, StateFile.NotRegular link) {
        return Finding.error(
                ProblemCode.NOT_A_REGULAR_FILE,
                Location.of(path.value()),
                "",
                "there is " + link.description() + " where a folder of the layout belongs; it is not followed, so the"
                        + " environments there are not read",
                "put a folder with the files in its place, or remove it");
    }

    /** The finding that a file of an environment is outside the layout; empty if it is in a folder of the layout. */
    public static Optional<Finding> outside(StatePath path, Layout layout) {
        return EnvironmentFiles.addressOf(path, layout).isPresent()
                ? Optional.empty()
                : Optional.of(Finding.error(
                        ProblemCode.INVALID_ADDRESS,
                        Location.of(path.value()),
                        "",
                        "the file is in a folder outside the layout " + layout,
                        meant(path, layout)
                                .map(meant -> "did you mean " + meant + "? Move the file, or remove it")
                                .orElse("move the file to a folder of the layout, in which each part is a slug, or"
                                        + " remove it")));
    }

    private static Optional<String> folder(StatePath path) {
        int slash = path.value().lastIndexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(path.value().substring(0, slash));
    }

    /**
     * The path that was probably meant by one outside the layout: a folder in another case, or with a letter more or
     * less.
     */
    private static Optional<StatePath> meant(StatePath path, Layout layout) {
        var parts = List.of(layout.pattern().split("/", -1));
        var found = path.segments().subList(0, path.segments().size() - 1);
        if (found.size() != parts.size()) {
            return Optional.empty();
        }
        try {
            var slugs = new ArrayList<Slug>();
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i).startsWith("{")) {
                    slugs.add(Slug.parse(asSlug(found.get(i))));
                } else if (!isNear(found.get(i), parts.get(i))) {
                    return Optional.empty();
                }
            }
            var meant = layout.folder(new EnvironmentAddress(slugs)).resolve(path.fileName());
            return meant.equals(path) ? Optional.empty() : Optional.of(meant);
        } catch (IdpException e) {
            // Not even nearly an address, or the folder of the platform.
            return Optional.empty();
        }
    }

    private static String asSlug(String folder) {
        return folder.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
    }

    private static boolean isNear(String found, String literal) {
        return Suggestions.closest(found, List.of(literal)).isPresent();
    }
}
