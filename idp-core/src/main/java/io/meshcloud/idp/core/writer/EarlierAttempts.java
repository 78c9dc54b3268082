// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.history.OwnHistory;
import io.meshcloud.idp.core.history.OwnHistory.Candidate;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches the branch for an earlier attempt of one request. The first search goes back through a page of history,
 * unless the request id was generated for this request. Later searches read only the commits since then, so that a
 * search in the writer loop is short: they find what this very request wrote, whatever answer its push got. A commit
 * that this process does not recognise as the platform's own blocks the request id: it may be an attempt under other
 * settings, or a copy by somebody who can push. For one thread at a time.
 */
public final class EarlierAttempts {
    /** The most commits of one request; there are two at most now. */
    private static final int MAX_COMMITS = 8;

    private final WriterLoop writer;
    private final PlatformView platform;
    private final RequestedChange request;
    private final NamedCommits named;
    private @Nullable Snapshot searched;
    private @Nullable EarlierAttempt found;

    public EarlierAttempts(WriterLoop writer, PlatformView platform, RequestedChange request) {
        this.writer = writer;
        this.platform = platform;
        this.request = request;
        this.named = new NamedInHistory(writer);
    }

    /** Whether there may be an attempt before this call of the service. */
    public boolean arePossible() {
        return !request.id().isNew();
    }

    /** Whether an attempt is queued: history does not contain it yet, so the request must be decided later. */
    public boolean areQueued(PendingSnapshot snapshot) {
        return arePossible() && snapshot.isQueued(request.id()) && request.isGranted(layout(snapshot.base()));
    }

    /** The earlier attempt that this state contains; queued changes are not searched. */
    public Optional<EarlierAttempt> in(PendingSnapshot snapshot) {
        if (found == null) {
            var before = searched;
            var now = snapshot.base();
            boolean isNeeded = before == null ? arePossible() : mayHaveNewAttempt(before, snapshot);
            if (isNeeded && request.isGranted(layout(now))) {
                found = search(now, before == null ? null : before.commit().orElse(null))
                        .orElse(null);
            }
            searched = now;
        }
        return Optional.ofNullable(found);
    }

    /**
     * A request that is made for the first time can be on the branch only after a push, and it changes a file; so it
     * needs few searches.
     */
    private boolean mayHaveNewAttempt(Snapshot before, PendingSnapshot now) {
        return !before.commit().equals(now.commit())
                && (arePossible()
                        || (now.isPushedBefore()
                                && files(now.base()).stream()
                                        .anyMatch(path -> !before.read(path)
                                                .equals(now.base().read(path)))));
    }

    /** The files of which a request changes at least one. */
    private List<StatePath> files(Snapshot snapshot) {
        return request.optionalAddress()
                .map(address -> List.of(
                        layout(snapshot).appEnvironment(address),
                        layout(snapshot).release(address)))
                .orElse(List.of(PlatformView.PATH));
    }

    private Layout layout(Snapshot snapshot) {
        return platform.inUse(snapshot).layout();
    }

    private Optional<EarlierAttempt> search(Snapshot from, @Nullable CommitId since) {
        var place = request.optionalAddress()
                .map(address -> layout(from).folder(address))
                .orElse(PlatformView.PATH);
        return OwnHistory.newest(
                        enough -> named.find(from, since, place, request.id(), enough),
                        commit -> writer.isOwn(from, commit),
                        candidate -> doesWhatItSays(from, candidate))
                .map(match -> match.isOwn() ? own(from, match.found()) : foreign(from, match.found()));
    }

    /** Somebody else can commit any message; one that names an image which it does not release proves nothing. */
    private boolean doesWhatItSays(Snapshot from, Candidate<CommitMessage> candidate) {
        var attempt = foreign(from, candidate);
        boolean isRelease = attempt.action()
                .filter(action -> action == Action.RELEASE || action == Action.ROLL_BACK)
                .isPresent();
        return !isRelease || attempt.optionalReleased().equals(attempt.image(TrailerKey.IMAGE));
    }

    /** An attempt, with the image that the state after it contains. */
    private EarlierAttempt attempt(List<EarlierAttempt.Commit> commits, Snapshot after, boolean isOwn) {
        var attempt = new EarlierAttempt(commits, null, isOwn);
        var released = attempt.address()
                .map(address -> layout(after).release(address))
                .flatMap(path -> FileState.read(after, path, ContractFiles::readAppRelease)
                        .value())
                .map(AppRelease::image);
        return new EarlierAttempt(commits, released.orElse(null), isOwn);
    }

    private EarlierAttempt foreign(Snapshot from, Candidate<CommitMessage> candidate) {
        var commit = new EarlierAttempt.Commit(candidate.commit(), null, candidate.found(), List.of());
        return attempt(List.of(commit), writer.at(from, candidate.commit()), false);
    }

    /** All commits of the request that one push wrote. */
    private EarlierAttempt own(Snapshot from, Candidate<CommitMessage> newest) {
        var after = writer.at(from, newest.commit());
        var together = new ArrayList<CommitId>();
        writer.commits(after, null, commit -> {
            boolean isNamed = NamedInHistory.names(CommitMessage.parse(commit.message()), request.id());
            if (isNamed) {
                together.add(commit.id());
            }
            return isNamed && together.size() < MAX_COMMITS;
        });
        var own = new HashSet<CommitId>(together);
        own.removeIf(commit -> !writer.isOwn(after, commit));
        return attempt(commits(after, together.size(), own), after, true);
    }

    private List<EarlierAttempt.Commit> commits(Snapshot after, int newest, Set<CommitId> own) {
        var commits = new ArrayDeque<EarlierAttempt.Commit>();
        var visited = new int[1];
        writer.commits(after, null, commit -> {
            if (own.contains(commit.id())) {
                commits.addFirst(new EarlierAttempt.Commit(
                        commit.id(), commit.committedAt(), CommitMessage.parse(commit.message()), files(commit)));
            }
            return ++visited[0] < newest;
        });
        return List.copyOf(commits);
    }

    private static List<FileChange> files(CommitRecord commit) {
        return commit.changes().stream().map(EarlierAttempts::file).toList();
    }

    private static FileChange file(ChangedFile file) {
        return new FileChange(
                StatePath.of(file.path()),
                file.before().regularBytes().orElse(null),
                file.after().regularBytes().orElse(null));
    }

    /** After a lost answer a repeated request must be known as the same one; otherwise it may be done twice. */
    public IdpException withWayToRepeat(IdpException e) {
        var problem = e.problem();
        if (problem.code() != ProblemCode.OUTCOME_UNKNOWN
                || request.context().trigger().isAutomation()) {
            return e;
        }
        return new Problem(
                        problem.code(),
                        problem.what(),
                        problem.where(),
                        "once Git answers, repeat the command with `--request-id " + request.id()
                                + "`: a change that is already written is not written again",
                        problem.findings())
                .asException(e);
    }
}
