// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.BranchTip;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A state repository in memory, for tests. It fulfils the contract of {@link StateRepository}, and its other methods
 * cause the failures that a real repository may have. Safe for use by many threads.
 */
public final class InMemoryStateRepository implements StateRepository, BranchGuard {
    /** The author and committer of the commits that are made through the port. */
    public static final CommitIdentity PLATFORM = new CommitIdentity("idp", "idp@localhost");

    private static final CommitIdentity SOMEBODY_ELSE = new CommitIdentity("Somebody Else", "else@example.org");
    private static final int SHORTEST_ABBREVIATION = 4;

    private final Clock clock;
    private final InMemoryBranch branch;
    private final Deque<Runnable> beforeSnapshots = new ArrayDeque<>();
    private final Deque<Runnable> beforeCommits = new ArrayDeque<>();
    private @Nullable InMemoryCommit seen;
    private boolean loseAnswer;
    private int fetches;
    private int pushes;

    /**
     * Creates a repository whose branch has no commit.
     *
     * @param clock gives the time of each commit
     */
    public InMemoryStateRepository(Clock clock) {
        this(clock, new InMemoryBranch());
    }

    private InMemoryStateRepository(Clock clock, InMemoryBranch branch) {
        this.clock = clock;
        this.branch = branch;
    }

    /** Creates another instance on the same branch, as in another process: it has not seen the branch yet. */
    public InMemoryStateRepository anotherInstance() {
        return new InMemoryStateRepository(clock, branch);
    }

    @Override
    public Snapshot snapshot() {
        nextBeforeSnapshot().run();
        return newest();
    }

    private synchronized Runnable nextBeforeSnapshot() {
        fetches++;
        return beforeSnapshots.isEmpty() ? () -> {} : beforeSnapshots.remove();
    }

    private synchronized Snapshot newest() {
        var tip = branch.tip();
        if (missed(tip) != null) {
            throw Problem.of(
                            ProblemCode.BRANCH_REWRITTEN,
                            "the branch was rewritten",
                            "",
                            "accept the branch as it is now with `idp accept-rewrite`")
                    .asException();
        }
        seen = tip;
        return snapshot(tip);
    }

    private Snapshot snapshot(@Nullable InMemoryCommit commit) {
        return new InMemorySnapshot(this, commit);
    }

    /**
     * The tip that was seen last, if the history of this tip does not contain it and the platform has not accepted
     * that.
     */
    private synchronized @Nullable InMemoryCommit missed(@Nullable InMemoryCommit tip) {
        var known = seen;
        if (known == null) {
            return null;
        }
        for (var commit = tip; commit != null; commit = commit.parent()) {
            if (commit.equals(known) || (isAcceptance(commit) && !contains(known, commit))) {
                return null;
            }
        }
        return known;
    }

    private static boolean contains(@Nullable InMemoryCommit history, InMemoryCommit wanted) {
        for (var commit = history; commit != null; commit = commit.parent()) {
            if (commit.equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAcceptance(InMemoryCommit commit) {
        return CommitMessage.parse(commit.message())
                .trailer(TrailerKey.ACTION)
                .filter(Action.ACCEPT_REWRITE.word()::equals)
                .isPresent();
    }

    @Override
    public Optional<BranchTip> look() {
        var tip = branch.tip();
        if (tip == null) {
            return Optional.empty();
        }
        var missed = missed(tip);
        return Optional.of(new BranchTip(snapshot(tip), missed == null ? null : missed.id()));
    }

    @Override
    public Optional<CommitId> acceptance(BranchTip from, String revision) {
        for (var commit = tipOf(from.snapshot()); commit != null; commit = commit.parent()) {
            var parent = commit.parent();
            if (isAcceptance(commit)
                    && parent != null
                    && (commit.id().value().startsWith(revision)
                            || parent.id().value().startsWith(revision))) {
                return Optional.of(commit.id());
            }
        }
        return Optional.empty();
    }

    @Override
    public CommitResult accept(BranchTip from, CommitMessage message) {
        return commit(from.snapshot(), List.of(new Change(List.of(), message)));
    }

    @Override
    public CommitResult commit(Snapshot base, List<Change> changes) {
        var from = tipOf(base);
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("a commit needs at least one change");
        }
        nextBeforeCommit().run();
        var ids = new ArrayList<CommitId>();
        var tip = from;
        for (var change : changes) {
            var files = InMemoryCommit.copyOfFiles(tip);
            InMemoryCommit.apply(files, change.edits());
            var text = change.message().toString();
            tip = InMemoryCommit.of(tip, clock.instant(), PLATFORM, PLATFORM, text, files);
            ids.add(tip.id());
        }
        return push(from, tip, ids, changes);
    }

    private synchronized Runnable nextBeforeCommit() {
        return beforeCommits.isEmpty() ? () -> {} : beforeCommits.remove();
    }

    private synchronized CommitResult push(
            @Nullable InMemoryCommit from, @Nullable InMemoryCommit tip, List<CommitId> ids, List<Change> changes) {
        pushes++;
        if (!Objects.equals(branch.tip(), from)) {
            return new CommitResult.Conflict();
        }
        changes.forEach(branch::requireAllowed);
        if (!branch.swap(from, Objects.requireNonNull(tip, "tip"))) {
            return new CommitResult.Conflict();
        }
        if (loseAnswer) {
            loseAnswer = false;
            throw Problem.of(
                            ProblemCode.OUTCOME_UNKNOWN,
                            "the answer to the push was lost",
                            "",
                            "look whether the commit is there")
                    .asException();
        }
        seen = tip;
        return new CommitResult.Committed(ids, tip.at(), snapshot(tip));
    }

    @Override
    public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
        walk(tipOf(from), path, visitor);
    }

    @Override
    public void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor) {
        for (var commit = tipOf(from); commit != null; commit = commit.parent()) {
            if (commit.id().equals(after)) {
                walk(commit.parent(), path, visitor);
            }
        }
    }

    private static void walk(@Nullable InMemoryCommit from, StatePath path, Predicate<FileRevision> visitor) {
        for (var commit = from; commit != null; commit = commit.parent()) {
            var before = InMemoryCommit.contentAt(commit.parent(), path);
            if (!before.equals(InMemoryCommit.contentAt(commit, path))) {
                var revision = new FileRevision(
                        commit.id(),
                        commit.at(),
                        commit.committer().toString(),
                        commit.message(),
                        InMemoryCommit.read(commit, path));
                if (!visitor.test(revision)) {
                    return;
                }
            }
        }
    }

    @Override
    public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
        for (var commit = tipOf(from); commit != null && !commit.id().equals(since); commit = commit.parent()) {
            if (!visitor.test(new InMemoryCommitRecord(commit, branch.signature(commit.id())))) {
                return;
            }
        }
    }

    @Override
    public boolean isOwn(Snapshot from, CommitId commit) {
        for (var candidate = tipOf(from); candidate != null; candidate = candidate.parent()) {
            if (candidate.id().equals(commit)) {
                return candidate.author().equals(PLATFORM)
                        && candidate.committer().equals(PLATFORM)
                        && CommitMessage.parse(candidate.message())
                                .trailer(TrailerKey.ACTION)
                                .isPresent();
            }
        }
        return false;
    }

    @Override
    public Optional<Snapshot> at(Snapshot from, String commit) {
        var found = new ArrayList<Snapshot>();
        for (var candidate = tipOf(from); candidate != null; candidate = candidate.parent()) {
            if (candidate.id().value().startsWith(commit)) {
                found.add(snapshot(candidate));
            }
        }
        if (commit.length() < SHORTEST_ABBREVIATION) {
            return Optional.empty();
        }
        if (found.size() > 1) {
            throw Problem.of(
                            ProblemCode.AMBIGUOUS_COMMIT,
                            Quoted.of(commit) + " is the beginning of " + found.size() + " commits",
                            "",
                            "write more digits")
                    .asException();
        }
        return found.stream().findFirst();
    }

    @Override
    public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
        var before = tipOf(from);
        var after = tipOf(to);
        var paths = new TreeSet<>(from.find(fileName));
        paths.addAll(to.find(fileName));
        return Optional.of(paths.stream()
                .filter(path -> !InMemoryCommit.contentAt(before, path).equals(InMemoryCommit.contentAt(after, path)))
                .toList());
    }

    /** Another author commits these files, not through this port. */
    public CommitId foreignCommit(String message, Map<String, Bytes> contents) {
        return append(SOMEBODY_ELSE, SOMEBODY_ELSE, message, files -> {
            contents.forEach((path, bytes) -> files.put(StatePath.of(path), new StateFile.Regular(bytes)));
        });
    }

    /** Another author commits the removal of a file. */
    public CommitId foreignRemoval(String message, String path) {
        return append(SOMEBODY_ELSE, SOMEBODY_ELSE, message, files -> files.remove(StatePath.of(path)));
    }

    /** Another author commits a symbolic link. */
    public CommitId foreignLink(String message, String path) {
        var link = new StateFile.NotRegular("a symbolic link");
        return append(SOMEBODY_ELSE, SOMEBODY_ELSE, message, files -> files.put(StatePath.of(path), link));
    }

    /**
     * Another author commits under any names.
     *
     * @param contents by path; {@link StateFile.Absent} removes
     */
    public CommitId forgedCommit(
            CommitIdentity author, CommitIdentity committer, String message, Map<String, StateFile> contents) {
        return append(author, committer, message, files -> {
            contents.forEach((path, file) -> {
                if (file instanceof StateFile.Absent) {
                    files.remove(StatePath.of(path));
                } else {
                    files.put(StatePath.of(path), file);
                }
            });
        });
    }

    /** Sets the result of checking a commit's signature; a commit for which it is not set has no signature. */
    public void sign(CommitId commit, CommitSignature signature) {
        branch.sign(commit, signature);
    }

    /** Another author drops the newest commits of the branch, by a force-push. */
    public void foreignRewrite(int dropped) {
        branch.drop(dropped);
    }

    /** The next call of {@link #snapshot} fails. Call this method twice to let two calls fail. */
    public void failNextSnapshot(Problem problem) {
        beforeNextSnapshot(() -> {
            throw problem.asException();
        });
    }

    /** Runs an action at the beginning of the next call of {@link #snapshot}, before the branch is read. */
    public synchronized void beforeNextSnapshot(Runnable action) {
        beforeSnapshots.add(action);
    }

    /** The next commit fails before anything is written. Call this method twice to let two commits fail. */
    public void failNextCommit(Problem problem) {
        beforeNextCommit(() -> {
            throw problem.asException();
        });
    }

    /**
     * Another author commits just before the next commit, which therefore conflicts. Call this method twice for two
     * conflicts.
     */
    public void conflictNextCommit() {
        beforeNextCommit(() -> foreignCommit(
                "in between",
                Map.of("elsewhere/file", Bytes.utf8("after " + commits().size()))));
    }

    /** Runs an action at the beginning of the next commit, before the branch is compared. */
    public synchronized void beforeNextCommit(Runnable action) {
        beforeCommits.add(action);
    }

    /** The next commit is written and then throws {@code OUTCOME_UNKNOWN}. */
    public synchronized void loseNextAnswer() {
        loseAnswer = true;
    }

    /** From now on a commit that edits this path is refused as a whole, as by a hook of the server. */
    public void refuse(StatePath path) {
        refuse(
                path,
                Problem.of(
                        ProblemCode.PUSH_REFUSED,
                        "the server refuses the push",
                        path.value(),
                        "ask the owner of the server"));
    }

    /** From now on a commit that edits this path fails as a whole, before anything is written. */
    public void refuse(StatePath path, Problem problem) {
        branch.refuse(path, problem);
    }

    /** The messages of all commits, newest first. */
    public List<String> commits() {
        var messages = new ArrayList<String>();
        for (var commit = branch.tip(); commit != null; commit = commit.parent()) {
            messages.add(commit.message());
        }
        return messages;
    }

    /** How many snapshots were requested from this instance. */
    public synchronized int fetches() {
        return fetches;
    }

    /** How many commits this instance attempted. */
    public synchronized int pushes() {
        return pushes;
    }

    private CommitId append(
            CommitIdentity author,
            CommitIdentity committer,
            String message,
            Consumer<NavigableMap<StatePath, StateFile>> edit) {
        return branch.append(parent -> {
                    var files = InMemoryCommit.copyOfFiles(parent);
                    edit.accept(files);
                    return InMemoryCommit.of(parent, clock.instant(), author, committer, message, files);
                })
                .id();
    }

    private @Nullable InMemoryCommit tipOf(Snapshot snapshot) {
        if (snapshot instanceof InMemorySnapshot mine && mine.origin() == this) {
            return mine.tip();
        }
        throw new IllegalArgumentException("a snapshot of another repository or instance: " + snapshot.commit());
    }
}
