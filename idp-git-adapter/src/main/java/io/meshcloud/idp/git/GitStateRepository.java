// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.branch.BranchChoice;
import io.meshcloud.idp.git.branch.BranchFollower;
import io.meshcloud.idp.git.branch.BranchMemory;
import io.meshcloud.idp.git.branch.CacheUpkeep;
import io.meshcloud.idp.git.branch.Fetcher;
import io.meshcloud.idp.git.branch.RewriteAcceptance;
import io.meshcloud.idp.git.branch.Unshallow;
import io.meshcloud.idp.git.cache.BackgroundWork;
import io.meshcloud.idp.git.cache.Cache;
import io.meshcloud.idp.git.cache.CachePacking;
import io.meshcloud.idp.git.cache.CallerFailure;
import io.meshcloud.idp.git.cache.HealingCache;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.history.CommitLog;
import io.meshcloud.idp.git.history.PathWalk;
import io.meshcloud.idp.git.history.WalkLimit;
import io.meshcloud.idp.git.object.CommitWriter;
import io.meshcloud.idp.git.object.LastCommits;
import io.meshcloud.idp.git.object.NewCommits;
import io.meshcloud.idp.git.object.ObjectSource;
import io.meshcloud.idp.git.object.RecentObjects;
import io.meshcloud.idp.git.object.StateTree;
import io.meshcloud.idp.git.object.TreeCache;
import io.meshcloud.idp.git.push.Publisher;
import io.meshcloud.idp.git.push.Push;
import io.meshcloud.idp.git.signing.CommitSigner;
import io.meshcloud.idp.git.signing.SignatureCheck;
import io.meshcloud.idp.git.transport.HermeticGit;
import io.meshcloud.idp.git.transport.InstalledGit;
import io.meshcloud.idp.git.transport.LocalRepository;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.BranchTip;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * The GitOps State Repository on Git. The remote is the only source of truth, and its branch is the only thing that is
 * compared and swapped. The local cache contains nothing that cannot be fetched again.
 *
 * <p>A damaged or missing cache is recreated and the operation repeated; callers do not notice. The first instance
 * shields JGit from the Git settings of user and machine, for the whole process; see {@link HermeticGit}.
 */
public final class GitStateRepository implements StateRepository, BranchGuard, AutoCloseable {
    private static final int CACHE_NAME_LENGTH = 32;

    /** How long {@link #close()} waits for upkeep that has begun. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Longer than the fetch of a long history takes. */
    private static final Duration HISTORY_TIMEOUT = Duration.ofMinutes(10);

    private final Set<String> notes = new ConcurrentSkipListSet<>();
    private final CommitWriter writer;
    private final BranchChoice branch;
    private final Publisher publisher;
    private final Cache cache;
    private final HealingCache healing;
    private final SignatureCheck signatures;
    private final BranchFollower follower;
    private final BranchMemory memory;
    private final CacheUpkeep upkeep;
    private final BackgroundWork background;
    private final TreeCache trees = new TreeCache();

    /** Apart from the others, which a walk through history would displace. */
    private final TreeCache pastTrees = new TreeCache();

    private final WalkLimit walks = new WalkLimit();

    /** Over HTTP a push is so quick that storing it would take a large part of its time; a fetch does that later. */
    private final boolean storesPushes;

    private final RewriteAcceptance acceptances;
    private final LastCommits made = new LastCommits();
    private final AtomicBoolean fetchDue = new AtomicBoolean();

    /** A repository without a listener; {@link #notes()} still returns the notes. */
    public GitStateRepository(GitConfig config) {
        this(config, note -> {});
    }

    /**
     * @param listener receives each of the {@link #notes()} once, as soon as it is known, on the calling thread
     */
    public GitStateRepository(GitConfig config, Consumer<String> listener) {
        HermeticGit.install();
        Consumer<String> noting = note -> {
            if (notes.add(note)) {
                listener.accept(note);
            }
        };
        var url = RemoteUrl.parse(config.url());
        this.signatures = SignatureCheck.of(config.signing().allowedSigners());
        this.acceptances = new RewriteAcceptance(config.committer(), signatures);
        var fetcher = new Fetcher(config, url);
        var unshallow = new Unshallow(fetcher);
        this.storesPushes = url.kind() != RemoteUrl.Kind.HTTP;
        this.memory = new BranchMemory(config.clock());
        this.cache = new Cache(config.cacheFolder().toAbsolutePath(), cacheName(url, config.branch()));
        this.follower = new BranchFollower(url, cache, memory, fetcher, unshallow, acceptances);
        this.writer = new CommitWriter(config, CommitSigner.of(config));
        this.branch = new BranchChoice(config, url, fetcher, follower, noting);
        this.healing = new HealingCache(cache, this::fetch, branch::look);
        this.publisher = new Publisher(url, follower, cache, Push.to(config, url));
        this.upkeep = new CacheUpkeep(
                config.upkeep(),
                cache,
                unshallow,
                new CachePacking(InstalledGit.find(config.environment()).orElse(null)));
        this.background = new BackgroundWork("idp-cache-upkeep", CLOSE_TIMEOUT, this::runUpkeep);
        if (url.kind() == RemoteUrl.Kind.LOCAL && !LocalRepository.gitIsInstalled(config.environment())) {
            noting.accept("git is not installed: hooks of the local repository do not run");
        }
    }

    private static String cacheName(RemoteUrl url, @Nullable String branch) {
        try {
            var text = url.identity() + "\n" + (branch == null ? "" : branch);
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, CACHE_NAME_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The cache's folder, whether it exists or not. */
    Path cachePath() {
        return cache.path();
    }

    /** Decisions that were made on the user's behalf, such as the branch of an empty repository. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public Snapshot snapshot() {
        var snapshot = healing.refresh(this::fetch);
        background.wake();
        return snapshot;
    }

    /** Fetches what was pushed, so that its objects leave the heap, then runs upkeep. */
    private void runUpkeep() throws IOException {
        if (fetchDue.getAndSet(false)) {
            healing.refresh(this::fetch);
        }
        upkeep.run();
    }

    /**
     * Deletes the cache, and with it the memory of the branch. For a repository that was recreated on purpose: other
     * instances then do not report a rewritten branch; this instance still does if it has read before. The cache is
     * recreated when it is needed.
     */
    public void forget() {
        healing.update(repository -> cache.forget());
    }

    /** Waits up to 5 seconds for upkeep that has begun. */
    @Override
    public void close() {
        background.close();
    }

    @Override
    public CommitResult commit(Snapshot base, List<Change> changes) {
        var from = ownSnapshot(base);
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("a commit needs at least one change");
        }
        var commits = write(from, changes);
        // Before the push: its answer may be lost.
        commits.ifPresent(made::add);
        return commits.isPresent() ? publish(from, commits.get()) : new CommitResult.Conflict();
    }

    /**
     * Writes the commits into memory only, so that the cache is repaired before anything is sent. Empty if a
     * recreated cache does not contain the base any more.
     */
    private Optional<NewCommits> write(GitSnapshot from, List<Change> changes) {
        var base = from.id();
        return healing.read(
                repository -> Optional.of(write(repository, from, changes)),
                repository -> base == null || repository.getObjectDatabase().has(base)
                        ? Optional.of(write(repository, from, changes))
                        : Optional.empty());
    }

    @Override
    public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
        history(from, null, path, visitor);
    }

    @Override
    public void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor) {
        history(from, ObjectId.fromString(after.value()), path, visitor);
    }

    private void history(Snapshot from, @Nullable ObjectId after, StatePath path, Predicate<FileRevision> visitor) {
        var snapshot = ownSnapshot(from);
        var id = snapshot.id();
        if (id == null) {
            return;
        }
        var skip = new AtomicInteger();
        var apart = CallerFailure.apart(visitor);
        readingHistory(snapshot, null, upkeep::writeGraphIfMissing, repository -> {
            // If the cache turns out to be damaged during the walk, the second walk skips what the visitor has seen.
            int before = skip.get();
            var passed = new AtomicInteger();
            Predicate<FileRevision> counting = revision -> {
                if (passed.getAndIncrement() < before) {
                    return true;
                }
                skip.incrementAndGet();
                return apart.test(revision);
            };
            try (var walk = new PathWalk(repository, pastTrees, after, path, counting)) {
                walk.from(id);
            }
            return true;
        });
    }

    @Override
    public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
        var snapshot = ownSnapshot(from);
        var id = snapshot.id();
        if (id == null) {
            return;
        }
        var bound = since == null ? null : ObjectId.fromString(since.value());
        var visited = new AtomicInteger();
        var apart = CallerFailure.apart(visitor);
        Predicate<CommitRecord> counting = commit -> {
            boolean goOn = apart.test(commit);
            visited.incrementAndGet();
            return goOn;
        };
        signatures.requireReadable();
        readingHistory(snapshot, bound, () -> {}, repository -> {
            new CommitLog(signatures).walk(repository, id, bound, visited.get(), counting);
            return true;
        });
    }

    @Override
    public boolean isOwn(Snapshot from, CommitId commit) {
        var snapshot = ownSnapshot(from);
        var id = ObjectId.fromString(commit.value());
        if (made.contains(id)) {
            return true;
        }
        signatures.requireReadable();
        return readingHistory(snapshot, null, () -> {}, repository -> acceptances.isOwn(repository, id));
    }

    @Override
    public Optional<Snapshot> at(Snapshot from, String commit) {
        var snapshot = ownSnapshot(from);
        var id = snapshot.id();
        return id == null
                ? Optional.empty()
                : readingHistory(snapshot, null, () -> {}, repository -> CommitLog.find(repository, id, commit))
                        .map(found -> new GitSnapshot(this, snapshot.branch(), found, new RecentObjects()));
    }

    @Override
    public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
        var before = ownSnapshot(from);
        var after = ownSnapshot(to);
        var old = before.id();
        var id = after.id();
        if (old == null || id == null) {
            return Optional.of((old == null ? to : from).find(fileName));
        }
        // A comparison is symmetric. The snapshot that was just pushed finds the other commit in the cache, not vice
        // versa.
        return before.recent().hasCommit(old)
                ? query(before, old, tree -> tree.changedSince(id, fileName))
                        .or(() -> query(after, id, tree -> tree.changedSince(old, fileName)))
                : query(after, id, tree -> tree.changedSince(old, fileName));
    }

    /** Runs a query on a commit's tree, from the objects just pushed and from the cache. */
    <T> T query(GitSnapshot snapshot, ObjectId commit, StateTree.Query<T> query) {
        return healing.read(repository -> {
            try (var reader = repository.newObjectReader()) {
                return StateTree.at(new ObjectSource(snapshot.recent(), trees, reader), commit, query);
            }
        });
    }

    @Override
    public Optional<BranchTip> look() {
        return healing.update(this::look);
    }

    @Override
    public Optional<CommitId> acceptance(BranchTip tip, String revision) {
        var snapshot = ownSnapshot(tip.snapshot());
        return readingHistory(
                snapshot, null, () -> {}, repository -> acceptances.find(repository, requireId(snapshot), revision));
    }

    @Override
    public boolean addsOnlyOwnCommits(BranchTip tip, String revision) {
        var snapshot = ownSnapshot(tip.snapshot());
        return healing.read(
                () -> requireInCache(snapshot),
                repository -> acceptances.isBelowOwnCommits(repository, requireId(snapshot), revision));
    }

    @Override
    public CommitResult accept(BranchTip tip, CommitMessage message) {
        try {
            return commit(tip.snapshot(), List.of(new Change(List.of(), message)));
        } catch (IdpException e) {
            // The branch has moved since the caller read it; the caller must read it again.
            if (e.problem().code() == ProblemCode.BRANCH_REWRITTEN) {
                return new CommitResult.Conflict();
            }
            throw e;
        }
    }

    private Optional<BranchTip> look(Repository repository) throws IOException {
        var remembered = follower.remembered(repository);
        var found = branch.look(repository);
        var id = found.tip();
        if (id == null) {
            return Optional.empty();
        }
        var droppedTip = follower.droppedTip(repository, Constants.R_HEADS + found.branch(), id, remembered);
        return Optional.of(new BranchTip(
                new GitSnapshot(this, found.branch(), id, new RecentObjects()),
                droppedTip.map(commit -> CommitId.parse(commit.name())).orElse(null)));
    }

    private static ObjectId requireId(GitSnapshot snapshot) {
        return Objects.requireNonNull(snapshot.id(), "a tip has a commit");
    }

    /**
     * Runs a query on the history of a snapshot. Completes a shallow cache first, also one that was recreated after a
     * failed attempt.
     *
     * @param since how far back history must reach; null for the beginning
     * @param further what else to do before the query
     */
    private <T> T readingHistory(
            GitSnapshot snapshot, @Nullable ObjectId since, HealingCache.Preparation further, Cache.Work<T> work) {
        return healing.read(
                () -> {
                    requireInCache(snapshot);
                    requireHistory(requireId(snapshot), since);
                    further.run();
                },
                repository -> walks.walk(repository, work));
    }

    /** Fetches if the snapshot was pushed since the cache last fetched. */
    private void requireInCache(GitSnapshot snapshot) throws IOException {
        var id = requireId(snapshot);
        if (snapshot.recent().hasCommit(id)
                && !cache.withSharedAccess(
                        repository -> repository.getObjectDatabase().has(id))) {
            cache.withLockForChanges(this::fetch);
        }
    }

    private void requireHistory(ObjectId id, @Nullable ObjectId since) throws IOException {
        boolean complete = cache.withSharedAccess(repository ->
                since == null ? Unshallow.isComplete(repository, id) : Unshallow.isComplete(repository, id, since));
        if (!complete) {
            upkeep.completeHistory(HISTORY_TIMEOUT);
        }
    }

    private GitSnapshot fetch(Repository repository) throws IOException {
        var tip = branch.fetch(repository);
        return new GitSnapshot(this, tip.branch(), tip.tip(), new RecentObjects());
    }

    private NewCommits write(Repository repository, GitSnapshot from, List<Change> changes) throws IOException {
        try (var reader = repository.newObjectReader()) {
            return writer.write(new ObjectSource(from.recent(), trees, reader), from.id(), changes);
        }
    }

    private CommitResult publish(GitSnapshot from, NewCommits commits) {
        if (!publisher.publish(from.branch(), from.id(), commits)) {
            return new CommitResult.Conflict();
        }
        memory.recordPush(cache.path(), commits.tip());
        if (storesPushes) {
            var id = from.id();
            cache.storePushed(Constants.R_HEADS + from.branch(), id == null ? ObjectId.zeroId() : id, commits);
        }
        var recent = recentOf(from);
        recent.add(commits);
        if (recent.isFetchDue()) {
            fetchDue.set(true);
            background.wake();
        }
        return new CommitResult.Committed(
                commits.ids().stream().map(id -> CommitId.parse(id.name())).toList(),
                commits.at(),
                new GitSnapshot(this, from.branch(), commits.tip(), recent));
    }

    private RecentObjects recentOf(GitSnapshot from) {
        return from.recent().isFetchDue() ? from.recent().next(this::isStored) : from.recent();
    }

    private boolean isStored(ObjectId commit) {
        try {
            return cache.withSharedAccess(
                    repository -> repository.getObjectDatabase().has(commit));
        } catch (IOException e) {
            // The push succeeded; the next operation repairs the damaged cache.
            return false;
        }
    }

    private GitSnapshot ownSnapshot(Snapshot snapshot) {
        if (snapshot instanceof GitSnapshot mine && mine.isOf(this)) {
            return mine;
        }
        throw new IllegalArgumentException("a snapshot of another repository: " + snapshot);
    }
}
