// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.history;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileRevision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a page of history has to know of the commits that changed {@code release.yaml}: the image of each, the image
 * before it, and the tag of an image that was released without one. All of it is found in one walk from the newest
 * commit, which ends as soon as it is known; only for a digest that never had a tag does it go back to the first
 * release.
 */
final class PageReleases implements Predicate<FileRevision> {
    private final StatePath path;
    private final Set<CommitId> onPage;
    private final List<Release> releases = new ArrayList<>();
    private final Map<Digest, Tag> tags = new HashMap<>();
    private final Set<Digest> untagged = new HashSet<>();
    private boolean isPageReached;
    private boolean isPagePassed;

    private record Release(CommitId commit, @Nullable ImageReference image) {}

    /**
     * @param path of the environment's {@code release.yaml}
     * @param page its commits
     * @param isFirst whether the page begins with the newest commit
     */
    PageReleases(StatePath path, List<FileRevision> page, boolean isFirst) {
        this.path = Objects.requireNonNull(path, "path");
        this.onPage = page.stream().map(FileRevision::commit).collect(Collectors.toSet());
        this.isPageReached = isFirst;
    }

    /** Notes a commit, and says whether an older one is needed. */
    @Override
    public boolean test(FileRevision revision) {
        boolean isOnPage = onPage.contains(revision.commit());
        isPageReached |= isOnPage;
        isPagePassed |= isPageReached && !isOnPage;
        var image = FileState.read(revision.file(), path, ContractFiles::readAppRelease)
                .value()
                .map(AppRelease::image);
        releases.add(new Release(revision.commit(), image.orElse(null)));
        image.ifPresent(it -> noteTag(it, isOnPage));
        return !isPagePassed || !untagged.isEmpty();
    }

    private void noteTag(ImageReference image, boolean isOnPage) {
        var digest = image.optionalDigest().orElse(null);
        if (digest == null) {
            return;
        }
        var tag = image.optionalTag().orElse(null);
        if (tag != null) {
            tags.putIfAbsent(digest, tag);
            untagged.remove(digest);
        } else if (isOnPage && !tags.containsKey(digest)) {
            untagged.add(digest);
        }
    }

    /** The image that this commit released; empty if it did not change the release, or the file is broken. */
    Optional<ImageReference> at(CommitId commit) {
        return image(indexOf(commit));
    }

    /** The image before this commit; empty if it did not change the release, or was the first. */
    Optional<ImageReference> before(CommitId commit) {
        int index = indexOf(commit);
        return index < 0 ? Optional.empty() : image(index + 1);
    }

    /** The tag of the newest release of the same digest that had one; empty for an image with a tag. */
    Optional<Tag> tagOf(ImageReference image) {
        return image.optionalTag().isPresent()
                ? Optional.empty()
                : image.optionalDigest().flatMap(digest -> Optional.ofNullable(tags.get(digest)));
    }

    private int indexOf(CommitId commit) {
        return releases.stream().map(Release::commit).toList().indexOf(commit);
    }

    private Optional<ImageReference> image(int index) {
        return index < 0 || index >= releases.size()
                ? Optional.empty()
                : Optional.ofNullable(releases.get(index).image());
    }
}
