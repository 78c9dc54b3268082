// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.rollback;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the target of a rollback in the history of a {@code release.yaml}. It reads the history once. */
final class RollbackSearch {
    private final StateRepository repository;
    private final Snapshot from;
    private final StatePath path;
    private final List<Past> past = new ArrayList<>();
    private final boolean wasEverThere;

    /** The number of releases since {@code release.yaml} was last absent. */
    private final int sinceAbsent;

    RollbackSearch(StateRepository repository, Snapshot from, StatePath path) {
        this.repository = repository;
        this.from = from;
        this.path = path;
        var absent = new ArrayList<Integer>();
        var commits = new ArrayList<CommitId>();
        repository.history(from, path, revision -> {
            commits.add(revision.commit());
            if (revision.file() instanceof StateFile.Absent) {
                absent.add(past.size());
            }
            read(revision.file()).ifPresent(release -> past.add(new Past(release, revision.commit())));
            return true;
        });
        wasEverThere = !commits.isEmpty();
        sinceAbsent = absent.isEmpty() ? past.size() : absent.get(0);
    }

    /** A release in history that can be read. */
    private record Past(AppRelease release, CommitId commit) {
        ImageReference image() {
            return release.image();
        }

        Optional<Digest> digest() {
            return image().optionalDigest();
        }

        boolean is(Digest other) {
            return digest().equals(Optional.of(other));
        }
    }

    /**
     * A release to go back to.
     *
     * @param repository the repository of its image
     * @param digest its digest
     * @param tag the tag under which the digest was last released here; absent if it was released without one
     * @param releasedAt when the digest was first released here
     * @param skipped the number of releases of other images between this one and the running one
     */
    record EarlierRelease(
            ImageRepository repository,
            Digest digest,
            @Nullable Tag tag,
            Instant releasedAt,
            int skipped) {
        EarlierRelease {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(digest, "digest");
            Objects.requireNonNull(releasedAt, "releasedAt");
        }

        ImageReference image() {
            return new ImageReference(repository, tag, digest);
        }
    }

    /**
     * What was found.
     *
     * @param target the release to go back to; absent if there is none
     * @param problem why there is none; absent if there is a target
     * @param newestReadable the newest readable release: its watermark is used if the file on the branch cannot be read
     */
    record SearchResult(
            @Nullable EarlierRelease target,
            @Nullable Problem problem,
            @Nullable AppRelease newestReadable) {}

    SearchResult find(RollbackTarget target) {
        if (target instanceof RollbackTarget.ToCommit toCommit) {
            return result(
                    after(toCommit.commit()).or(() -> toCommit.asDigest().flatMap(this::latest)),
                    notFound("commit " + toCommit.commit()));
        }
        if (target instanceof RollbackTarget.ToDigest toDigest) {
            return result(latest(toDigest.digest()), notFound(toDigest.digest().toString()));
        }
        if (target instanceof RollbackTarget.ToDigestPrefix toPrefix) {
            return byPrefix(toPrefix.prefix());
        }
        return result(beforeFirstRun(), nothingEarlier());
    }

    private SearchResult result(Optional<ImageReference> image, Problem otherwise) {
        return image.map(found -> new SearchResult(target(found), null, newestReadable()))
                .orElseGet(() -> new SearchResult(null, otherwise, newestReadable()));
    }

    private @Nullable AppRelease newestReadable() {
        return sinceAbsent == 0 ? null : past.get(0).release();
    }

    private EarlierRelease target(ImageReference image) {
        var digest = image.optionalDigest().orElseThrow();
        var runs = past.stream().filter(release -> release.is(digest)).toList();
        var tag = runs.stream()
                .flatMap(release -> release.image().optionalTag().stream())
                .findFirst();
        var firstRun = runs.isEmpty() ? Optional.<Past>empty() : Optional.of(runs.get(runs.size() - 1));
        var running = running();
        long skipped = past.stream()
                .takeWhile(release -> !release.is(digest))
                .filter(release -> !release.digest().equals(running))
                .count();
        return new EarlierRelease(
                image.repository(),
                digest,
                tag.or(image::optionalTag).orElse(null),
                firstRun.orElseThrow().release().observedAt(),
                Math.toIntExact(skipped));
    }

    /** The release before the first release of the running image, so that a second rollback goes back one further. */
    private Optional<ImageReference> beforeFirstRun() {
        var digested = past.stream()
                .limit(sinceAbsent)
                .map(Past::image)
                .filter(image -> image.digest() != null)
                .toList();
        var running = running();
        if (running.isEmpty()) {
            return digested.stream().findFirst();
        }
        int firstRun = digested.size();
        for (int i = 0; i < digested.size(); i++) {
            if (digested.get(i).optionalDigest().equals(running)) {
                firstRun = i;
            }
        }
        return digested.stream()
                .skip(firstRun)
                .filter(image -> !image.optionalDigest().equals(running))
                .findFirst();
    }

    private Optional<Digest> running() {
        return read(from.read(path)).map(AppRelease::image).flatMap(ImageReference::optionalDigest);
    }

    private Optional<ImageReference> after(String commit) {
        return repository
                .at(from, commit)
                .flatMap(older -> read(older.read(path)))
                .map(AppRelease::image)
                .filter(image ->
                        image.optionalDigest().filter(this::wasReleased).isPresent());
    }

    private boolean wasReleased(Digest digest) {
        return past.stream().anyMatch(release -> release.is(digest));
    }

    private Optional<ImageReference> latest(Digest digest) {
        return past.stream()
                .filter(release -> release.is(digest))
                .map(Past::image)
                .findFirst();
    }

    private SearchResult byPrefix(String prefix) {
        var found = new TreeSet<Digest>();
        past.stream()
                .flatMap(release -> release.digest().stream())
                .filter(digest -> digest.value().startsWith(prefix))
                .forEach(found::add);
        return found.size() > 1
                ? new SearchResult(null, ambiguous(prefix, found), newestReadable())
                : result(found.stream().findFirst().flatMap(this::latest), notFound(prefix));
    }

    private Optional<AppRelease> read(StateFile file) {
        return FileState.read(file, path, ContractFiles::readAppRelease).value();
    }

    private Problem nothingEarlier() {
        if (!wasEverThere) {
            return Problem.of(
                    ProblemCode.NO_EARLIER_RELEASE,
                    "nothing has been released here yet",
                    "",
                    "`idp release` releases an image");
        }
        return Problem.of(
                ProblemCode.NO_EARLIER_RELEASE,
                "there is no release before the first release of the running image",
                from.read(path) instanceof StateFile.Absent ? "" : path.value(),
                "`idp history` lists all releases; name a commit or a digest with --to" + newestOther());
    }

    /**
     * No release is older than the first run of the running image, but another image may have run between two of its
     * runs.
     */
    private String newestOther() {
        var running = running();
        Predicate<Past> isOther =
                release -> release.digest().isPresent() && !release.digest().equals(running);
        return past.stream()
                .filter(isOther)
                .findFirst()
                .map(release -> "; the newest release of another image is `--to "
                        + release.commit().abbreviated() + "` ("
                        + release.image()
                                .optionalTag()
                                .map(Tag::value)
                                .orElseGet(() -> release.digest().orElseThrow().abbreviated())
                        + ")")
                .orElse("");
    }

    private Problem ambiguous(String prefix, Set<Digest> digests) {
        return Problem.of(
                ProblemCode.AMBIGUOUS_DIGEST,
                Quoted.of(prefix) + " is the beginning of several digests: "
                        + digests.stream().map(Digest::value).collect(Collectors.joining(", ")),
                path.value(),
                "write more of its digits");
    }

    private Problem notFound(String target) {
        return Problem.of(
                ProblemCode.RELEASE_NOT_FOUND,
                "no release with a digest is found for " + Quoted.of(target),
                path.value(),
                "take a commit or a digest of a release from `idp history`");
    }
}
