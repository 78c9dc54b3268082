// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the target of a rollback in the history of a {@code release.yaml}. */
final class RollbackSearch {
    private final StateRepository repository;
    private final Snapshot from;
    private final StatePath path;

    RollbackSearch(StateRepository repository, Snapshot from, StatePath path) {
        this.repository = repository;
        this.from = from;
        this.path = path;
    }

    /**
     * What was found.
     *
     * @param image the release to go back to; absent if there is none
     * @param problem why there is none; absent if there is an image
     * @param newestReadable the newest readable release: its watermark is used if the file on the branch cannot be read
     */
    record Result(
            @Nullable ImageReference image,
            @Nullable Problem problem,
            @Nullable AppRelease newestReadable) {}

    Result find(RollbackTarget target) {
        var sinceAbsent = sinceLastAbsent();
        var newest = sinceAbsent.isEmpty() ? null : sinceAbsent.get(0);
        if (target instanceof RollbackTarget.ToCommit toCommit) {
            return result(after(toCommit.commit()), newest, notFound("commit " + toCommit.commit()));
        }
        if (target instanceof RollbackTarget.ToDigest toDigest) {
            return result(
                    latest(toDigest.digest()),
                    newest,
                    notFound(toDigest.digest().toString()));
        }
        if (target instanceof RollbackTarget.ToDigestPrefix toPrefix) {
            return byPrefix(toPrefix.prefix(), newest);
        }
        var image = beforeFirstRun(sinceAbsent);
        return new Result(image.orElse(null), image.isPresent() ? null : nothingEarlier(), newest);
    }

    /** The readable releases since the file was last absent, newest first; none if it is absent now. */
    private List<AppRelease> sinceLastAbsent() {
        var releases = new ArrayList<AppRelease>();
        repository.history(from, path, revision -> {
            read(revision).ifPresent(releases::add);
            return !(revision.file() instanceof StateFile.Absent);
        });
        return releases;
    }

    /** The release before the running image first ran, so that a second rollback goes back one further. */
    private Optional<ImageReference> beforeFirstRun(List<AppRelease> releases) {
        var digested = releases.stream()
                .map(AppRelease::image)
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
                .filter(image -> image.digest() != null);
    }

    private Optional<ImageReference> latest(Digest digest) {
        var found = new ArrayList<ImageReference>();
        repository.history(from, path, revision -> {
            read(revision)
                    .map(AppRelease::image)
                    .filter(image -> image.optionalDigest().equals(Optional.of(digest)))
                    .ifPresent(found::add);
            return found.isEmpty();
        });
        return found.stream().findFirst();
    }

    private Result byPrefix(String prefix, @Nullable AppRelease newest) {
        var latest = new TreeMap<Digest, ImageReference>();
        repository.history(from, path, revision -> {
            read(revision)
                    .map(AppRelease::image)
                    .ifPresent(image -> image.optionalDigest()
                            .filter(digest -> digest.value().startsWith(prefix))
                            .ifPresent(digest -> latest.putIfAbsent(digest, image)));
            return true;
        });
        return latest.size() > 1
                ? new Result(null, ambiguous(prefix, latest.keySet()), newest)
                : result(latest.values().stream().findFirst(), newest, notFound(prefix));
    }

    private Optional<AppRelease> read(FileRevision revision) {
        return read(revision.file());
    }

    private Optional<AppRelease> read(StateFile file) {
        return FileState.read(file, path, ContractFiles::readAppRelease)
                .document()
                .map(Document::value);
    }

    private static Result result(Optional<ImageReference> image, @Nullable AppRelease newest, Problem otherwise) {
        return new Result(image.orElse(null), image.isPresent() ? null : otherwise, newest);
    }

    private Problem nothingEarlier() {
        if (from.read(path) instanceof StateFile.Absent && !wasEverThere()) {
            return Problem.of(
                    ProblemCode.NO_EARLIER_RELEASE,
                    "nothing has been released here yet",
                    "",
                    "`idp release` releases an image");
        }
        return Problem.of(
                ProblemCode.NO_EARLIER_RELEASE,
                "there is no release before the running image first ran",
                from.read(path) instanceof StateFile.Absent ? "" : path.value(),
                "`idp history` lists all releases; name a commit or a digest with --to" + newestOther());
    }

    /** There is no release before the running image first ran, but there may be one between its runs. */
    private String newestOther() {
        var running = running();
        var found = new ArrayList<String>();
        repository.history(from, path, revision -> {
            read(revision)
                    .map(AppRelease::image)
                    .flatMap(image -> image.optionalDigest()
                            .filter(digest -> !running.equals(Optional.of(digest)))
                            .map(digest -> image.optionalTag().map(Tag::value).orElseGet(digest::abbreviated)))
                    .ifPresent(name -> found.add("; the newest release of another image is `--to "
                            + revision.commit().abbreviated() + "` (" + name + ")"));
            return found.isEmpty();
        });
        return found.isEmpty() ? "" : found.get(0);
    }

    private boolean wasEverThere() {
        var revisions = new ArrayList<FileRevision>();
        repository.history(from, path, revision -> {
            revisions.add(revision);
            return false;
        });
        return !revisions.isEmpty();
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
