package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.BranchTip;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A state repository that lives as long as this object: the same contract as one on Git, and methods that make go wrong
 * what can go wrong with one. Safe for use by many threads.
 */
public final class InMemoryStateRepository implements StateRepository, BranchGuard {
    /** Who commits through the port. */
    public static final CommitIdentity PLATFORM = new CommitIdentity("idp", "idp@localhost");

    private static final CommitIdentity SOMEBODY_ELSE = new CommitIdentity("Somebody Else", "else@example.org");
    private static final int SHORTEST_NAME = 4;

    private final Clock clock;
    private final Deque<Problem> snapshotProblems = new ArrayDeque<>();
    private final Deque<Runnable> beforeCommits = new ArrayDeque<>();
    private final Map<StatePath, Problem> refused = new HashMap<>();
    private final Map<CommitId, CommitSignature> signatures = new HashMap<>();
    private @Nullable InMemoryCommit tip;
    private @Nullable InMemoryCommit seen;
    private boolean loseAnswer;
    private int fetches;
    private int pushes;

    /**
     * @param clock gives the time of each commit
     */
    public InMemoryStateRepository(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Snapshot snapshot() {
        fetches++;
        if (!snapshotProblems.isEmpty()) {
            throw snapshotProblems.remove().asException();
        }
        requireNotRewritten();
        seen = tip;
        return new InMemorySnapshot(tip);
    }

    private void requireNotRewritten() {
        if (missed() != null) {
            throw Problem.of(
                            ProblemCode.BRANCH_REWRITTEN,
                            "the branch was rewritten",
                            "",
                            "`idp accept-rewrite` accepts what is there")
                    .asException();
        }
    }

    /** The tip seen last, if the branch does not go on from there and nobody accepted that. */
    private @Nullable InMemoryCommit missed() {
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
    public synchronized Optional<BranchTip> look() {
        var missed = missed();
        return Optional.ofNullable(tip)
                .map(commit -> new BranchTip(new InMemorySnapshot(commit), missed == null ? null : missed.id()));
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
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("a commit has changes");
        }
        nextBeforeCommit().run();
        return swap(base, changes);
    }

    private synchronized Runnable nextBeforeCommit() {
        return beforeCommits.isEmpty() ? () -> {} : beforeCommits.remove();
    }

    private synchronized CommitResult swap(Snapshot base, List<Change> changes) {
        pushes++;
        if (!new InMemorySnapshot(tip).commit().equals(base.commit())) {
            return new CommitResult.Conflict();
        }
        for (var change : changes) {
            requireAllowed(change);
        }
        var ids = new ArrayList<CommitId>();
        for (var change : changes) {
            ids.add(append(PLATFORM, PLATFORM, change.message().toString(), files -> apply(files, change.edits())));
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
        return new CommitResult.Committed(ids, new InMemorySnapshot(tip));
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
            var parent = commit.parent();
            var before = parent == null ? new StateFile.Absent() : parent.contentAt(path);
            if (!Objects.equals(before, commit.contentAt(path))) {
                var revision = new FileRevision(
                        commit.id(),
                        commit.at(),
                        commit.committer().toString(),
                        commit.message(),
                        new InMemorySnapshot(commit).read(path));
                if (!visitor.test(revision)) {
                    return;
                }
            }
        }
    }

    @Override
    public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
        for (var commit = tipOf(from); commit != null && !commit.id().equals(since); commit = commit.parent()) {
            if (!visitor.test(new InMemoryCommitRecord(commit, signature(commit.id())))) {
                return;
            }
        }
    }

    private synchronized CommitSignature signature(CommitId commit) {
        return signatures.getOrDefault(commit, new CommitSignature.None());
    }

    @Override
    public Optional<Snapshot> at(Snapshot from, String commit) {
        if (commit.length() < SHORTEST_NAME) {
            return Optional.empty();
        }
        var found = new ArrayList<Snapshot>();
        for (var candidate = tipOf(from); candidate != null; candidate = candidate.parent()) {
            if (candidate.id().value().startsWith(commit)) {
                found.add(new InMemorySnapshot(candidate));
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    @Override
    public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
        var before = files(from);
        var after = files(to);
        var paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        return Optional.of(paths.stream()
                .filter(path -> path.fileName().equals(fileName))
                .filter(path -> !Objects.equals(before.get(path), after.get(path)))
                .toList());
    }

    /** Somebody else commits these files, past this port. */
    public CommitId foreignCommit(String message, Map<String, Bytes> contents) {
        return append(SOMEBODY_ELSE, SOMEBODY_ELSE, message, files -> {
            contents.forEach((path, bytes) -> files.put(StatePath.of(path), new StateFile.Regular(bytes)));
            return files;
        });
    }

    /** Somebody else commits the removal of a file. */
    public CommitId foreignRemoval(String message, String path) {
        return append(SOMEBODY_ELSE, SOMEBODY_ELSE, message, files -> {
            files.remove(StatePath.of(path));
            return files;
        });
    }

    /** Somebody else commits a symbolic link. */
    public CommitId foreignLink(String message, String path) {
        return append(SOMEBODY_ELSE, SOMEBODY_ELSE, message, files -> {
            files.put(StatePath.of(path), new StateFile.NotRegular("a symbolic link"));
            return files;
        });
    }

    /**
     * Somebody else commits under names of their choice.
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
            return files;
        });
    }

    /** From now on this is what a commit's signature is worth; without a word it has none. */
    public synchronized void sign(CommitId commit, CommitSignature signature) {
        signatures.put(commit, signature);
    }

    /** Somebody else drops the newest commits of the branch, by a force-push. */
    public synchronized void foreignRewrite(int dropped) {
        for (int i = 0; i < dropped && tip != null; i++) {
            tip = tip.parent();
        }
    }

    /** The next call of {@link #snapshot} fails; call it twice for two. */
    public synchronized void failNextSnapshot(Problem problem) {
        snapshotProblems.add(problem);
    }

    /** The next commit fails before anything is written; call it twice for two. */
    public void failNextCommit(Problem problem) {
        beforeNextCommit(() -> {
            throw problem.asException();
        });
    }

    /** Somebody else is quicker than the next commit, so that it conflicts; call it twice for two. */
    public void conflictNextCommit() {
        beforeNextCommit(() -> foreignCommit(
                "in between",
                Map.of("elsewhere/file", Bytes.utf8("after " + commits().size()))));
    }

    /** This runs when the next commit has been asked for and nothing is compared yet. */
    public synchronized void beforeNextCommit(Runnable action) {
        beforeCommits.add(action);
    }

    /** The next commit is written, and then its outcome is unknown. */
    public synchronized void loseNextAnswer() {
        loseAnswer = true;
    }

    /** From now on a push with a change of this path is refused as a whole, as by a hook of the server. */
    public synchronized void refuse(StatePath path) {
        refuse(
                path,
                Problem.of(
                        ProblemCode.PUSH_REFUSED,
                        "the server refuses the push",
                        path.value(),
                        "ask whoever runs the server"));
    }

    /** From now on a commit with a change of this path fails as a whole, before anything is written. */
    public synchronized void refuse(StatePath path, Problem problem) {
        refused.put(path, problem);
    }

    /** The messages of all commits, newest first. */
    public synchronized List<String> commits() {
        var messages = new ArrayList<String>();
        for (var commit = tip; commit != null; commit = commit.parent()) {
            messages.add(commit.message());
        }
        return messages;
    }

    /** How often the branch was asked for. */
    public synchronized int fetches() {
        return fetches;
    }

    /** How often a commit was tried. */
    public synchronized int pushes() {
        return pushes;
    }

    private synchronized CommitId append(
            CommitIdentity author,
            CommitIdentity committer,
            String message,
            UnaryOperator<SortedMap<StatePath, StateFile>> edit) {
        var files = tip == null ? new TreeMap<StatePath, StateFile>() : new TreeMap<>(tip.files());
        tip = InMemoryCommit.of(tip, clock.instant(), author, committer, message, edit.apply(files));
        return tip.id();
    }

    private static SortedMap<StatePath, StateFile> apply(SortedMap<StatePath, StateFile> files, List<FileEdit> edits) {
        for (var edit : edits) {
            if (edit instanceof FileEdit.Put put) {
                files.put(put.path(), new StateFile.Regular(put.bytes()));
            } else {
                files.remove(edit.path());
            }
        }
        return files;
    }

    private void requireAllowed(Change change) {
        for (var edit : change.edits()) {
            var problem = refused.get(edit.path());
            if (problem != null) {
                throw problem.asException();
            }
        }
    }

    private static SortedMap<StatePath, StateFile> files(Snapshot snapshot) {
        var commit = tipOf(snapshot);
        return commit == null ? new TreeMap<>() : commit.files();
    }

    private static @Nullable InMemoryCommit tipOf(Snapshot snapshot) {
        if (snapshot instanceof InMemorySnapshot mine) {
            return mine.tip();
        }
        throw new IllegalArgumentException("not a snapshot of this repository");
    }
}
