// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.history;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.History;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What ran in the environments of an app, from their files and from history. For one request and one thread at a time:
 * it remembers what it found, because an image that ran stays in history, and a decision is made again after a
 * conflict.
 */
public final class PastReleases {
    private final History history;
    private final OwnHistory own;
    private final Map<Released, Optional<Tag>> tags = new HashMap<>();
    private final Map<Digest, EnvironmentAddress> ranIn = new HashMap<>();
    private final Map<Digest, EnvironmentAddress> unproven = new HashMap<>();

    /** A digest in one {@code release.yaml}. */
    private record Released(StatePath path, Digest digest) {}

    /**
     * @param isOwn whether the platform wrote a commit, see {@link StateRepository#isOwn}
     */
    public PastReleases(History history, BiPredicate<Snapshot, CommitId> isOwn) {
        this.history = Objects.requireNonNull(history, "history");
        this.own = new OwnHistory(history, isOwn);
    }

    /**
     * The tag of the newest release of this digest that had one; empty if there is none.
     *
     * @param path of an environment's {@code release.yaml}
     */
    public Optional<Tag> tagOf(Snapshot from, StatePath path, Digest digest) {
        return tags.computeIfAbsent(
                new Released(path, digest),
                wanted -> newest(
                                from,
                                path,
                                image -> isOf(image, digest)
                                        && image.optionalTag().isPresent())
                        .flatMap(ImageReference::optionalTag));
    }

    /** The tag of the newest release of the image's digest, if the image has a digest and no tag; otherwise empty. */
    public Optional<Tag> tagOfNameless(Snapshot from, StatePath path, ImageReference image) {
        return image.optionalTag().isPresent()
                ? Optional.empty()
                : image.optionalDigest().flatMap(digest -> tagOf(from, path, digest));
    }

    /**
     * An environment of the same app and of one of these kinds in which the digest runs or ran; empty if there is none.
     * An environment of the same app has the same address up to its last part, and the same tenant and app in its file.
     * What ran before is known from the commits of the platform only.
     *
     * @param scope of the environment that the digest is to be released to
     * @param environment its content
     * @param promotedFrom an environment to look at, whatever its address is
     */
    public Optional<EnvironmentAddress> environmentOf(
            EnvironmentScope scope,
            AppEnvironment environment,
            Set<Slug> kinds,
            Digest digest,
            Optional<EnvironmentAddress> promotedFrom) {
        var named = new LinkedHashSet<EnvironmentAddress>();
        Optional.ofNullable(ranIn.get(digest)).ifPresent(named::add);
        promotedFrom.ifPresent(named::add);
        kinds.stream().sorted().map(kind -> sibling(scope.address(), kind)).forEach(named::add);
        Predicate<EnvironmentAddress> counts = address -> isOfApp(scope, address, environment, kinds);
        var found = amongst(named.stream().filter(counts).toList(), scope, digest)
                // An address need not end in the kind of its environment.
                .or(() -> amongst(
                        EnvironmentFiles.siblings(
                                        scope.snapshot(), scope.platform().layout(), scope.address())
                                .stream()
                                .filter(counts.and(address -> !named.contains(address)))
                                .toList(),
                        scope,
                        digest));
        found.ifPresent(address -> ranIn.put(digest, address));
        return found;
    }

    /**
     * An environment in which {@link #environmentOf} found the digest only in commits that this process does not
     * recognise as the platform's: by somebody else, or made under other settings. Empty if there is none.
     */
    public Optional<EnvironmentAddress> unprovenEnvironmentOf(Digest digest) {
        return Optional.ofNullable(unproven.get(digest));
    }

    private Optional<EnvironmentAddress> amongst(
            Collection<EnvironmentAddress> environments, EnvironmentScope scope, Digest digest) {
        return Stream.<Predicate<EnvironmentAddress>>of(
                        address -> runs(scope, address, digest), address -> wasReleased(scope, address, digest))
                .flatMap(has -> environments.stream().filter(has))
                .findFirst();
    }

    private static boolean runs(EnvironmentScope scope, EnvironmentAddress address, Digest digest) {
        var path = scope.platform().layout().release(address);
        return image(scope.snapshot().read(path), path)
                .filter(image -> isOf(image, digest))
                .isPresent();
    }

    /** A digest that somebody wrote into the file by hand and removed again was never released. */
    private boolean wasReleased(EnvironmentScope scope, EnvironmentAddress address, Digest digest) {
        var path = scope.platform().layout().release(address);
        var match = own.newest(
                scope.snapshot(),
                path,
                Integer.MAX_VALUE,
                revision -> image(revision.file(), path).filter(image -> isOf(image, digest)));
        if (match.isPresent() && !match.get().isOwn()) {
            unproven.put(digest, address);
        }
        return match.filter(OwnHistory.Match::isOwn).isPresent();
    }

    private static EnvironmentAddress sibling(EnvironmentAddress address, Slug last) {
        var segments = new ArrayList<>(address.segments());
        segments.set(segments.size() - 1, last);
        return new EnvironmentAddress(segments);
    }

    private static boolean isOfApp(
            EnvironmentScope scope, EnvironmentAddress address, AppEnvironment like, Set<Slug> kinds) {
        var path = scope.platform().layout().folder(address).resolve(Layout.APP_ENVIRONMENT_FILE);
        return FileState.read(scope.snapshot(), path, ContractReaders.UNCACHED.environment())
                .value()
                .map(AppEnvironment::metadata)
                .filter(its -> kinds.contains(its.environment())
                        && its.tenant().equals(like.metadata().tenant())
                        && its.app().equals(like.metadata().app()))
                .isPresent();
    }

    private Optional<ImageReference> newest(Snapshot from, StatePath path, Predicate<ImageReference> wanted) {
        var found = new ArrayList<ImageReference>();
        history.walk(from, path, revision -> {
            image(revision.file(), path).filter(wanted).ifPresent(found::add);
            return found.isEmpty();
        });
        return found.stream().findFirst();
    }

    private static boolean isOf(ImageReference image, Digest digest) {
        return image.optionalDigest().equals(Optional.of(digest));
    }

    private static Optional<ImageReference> image(StateFile file, StatePath path) {
        return FileState.read(file, path, ContractFiles::readAppRelease).value().map(AppRelease::image);
    }
}
