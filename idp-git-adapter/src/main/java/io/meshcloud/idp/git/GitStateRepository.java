package io.meshcloud.idp.git;
import io.meshcloud.idp.git.push.TransportPush;
import io.meshcloud.idp.git.object.StateTree;
import io.meshcloud.idp.git.signing.SignatureCheck;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.object.RecentObjects;
import io.meshcloud.idp.git.push.Push;
import io.meshcloud.idp.git.push.Publisher;
import io.meshcloud.idp.git.history.PathWalk;
import io.meshcloud.idp.git.object.ObjectSource;
import io.meshcloud.idp.git.object.NewCommits;
import io.meshcloud.idp.git.transport.LocalRepository;
import io.meshcloud.idp.git.object.KnownFolders;
import io.meshcloud.idp.git.transport.InstalledGit;
import io.meshcloud.idp.git.transport.HermeticGit;
import io.meshcloud.idp.git.cache.HealingCache;
import io.meshcloud.idp.git.history.GitHistory;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.history.GitCommits;
import io.meshcloud.idp.git.branch.Fetching;
import io.meshcloud.idp.git.push.DirectPush;
import io.meshcloud.idp.git.branch.Deepening;
import io.meshcloud.idp.git.object.CommitWriter;
import io.meshcloud.idp.git.signing.CommitSigner;
import io.meshcloud.idp.git.branch.CacheUpkeep;
import io.meshcloud.idp.git.cache.CachePacking;
import io.meshcloud.idp.git.cache.Cache;
import io.meshcloud.idp.git.branch.BranchMemory;
import io.meshcloud.idp.git.branch.BranchFollower;
import io.meshcloud.idp.git.branch.BranchChoice;
import io.meshcloud.idp.git.cache.BackgroundWork;
import io.meshcloud.idp.git.branch.Acceptance;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
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
 * The GitOps State Repository on Git. The remote is the truth and its branch the only thing that is compared and
 * swapped; the cache on this machine holds nothing that could not be fetched again.
 *
 * <p>A cache that is broken or gone is made anew and the work done once more, without anybody noticing. Making the first
 * instance shields JGit from the Git settings of user and machine, for the whole process; see {@link HermeticGit}.
 */
public final class GitStateRepository implements StateRepository, BranchGuard, AutoCloseable {
    private static final int CACHE_NAME_LENGTH = 32;

    /** What has begun is best finished; but who ends a command does not wait for long. */
    private static final Duration AT_CLOSE = Duration.ofSeconds(5);

    /** Longer than fetching a long history may take. */
    private static final Duration HISTORY_PATIENCE = Duration.ofMinutes(10);

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
    private final KnownFolders folders = new KnownFolders();
    private final AtomicBoolean lagging = new AtomicBoolean();

    /** Notes can be asked for; nobody is told of them. */
    public GitStateRepository(GitConfig config) {
        this(config, note -> {});
    }

    /**
     * @param listener told of each of the {@link #notes()}, once, as soon as it is known; on the thread that works
     */
    public GitStateRepository(GitConfig config, Consumer<String> listener) {
        HermeticGit.install();
        Consumer<String> noting = note -> {
            if (notes.add(note)) {
                listener.accept(note);
            }
        };
        var url = RemoteUrl.parse(config.url());
        var fetching = new Fetching(config, url);
        var deepening = new Deepening(fetching);
        this.memory = new BranchMemory(config.clock());
        this.follower = new BranchFollower(url, memory, fetching, deepening);
        this.cache = new Cache(config.cacheFolder().toAbsolutePath(), cacheName(url, config.branch()));
        this.healing = new HealingCache(cache, this::fetch);
        this.writer = new CommitWriter(config, CommitSigner.of(config));
        this.signatures = SignatureCheck.of(config.signing().allowedSigners());
        this.branch = new BranchChoice(config, url, fetching, follower, noting);
        this.publisher = new Publisher(url, follower, cache, push(config, url, new TransportPush(config, url, cache)));
        this.upkeep = new CacheUpkeep(
                config.upkeep(),
                cache,
                deepening,
                new CachePacking(InstalledGit.find(config.environment()).orElse(null)));
        this.background = new BackgroundWork("idp-cache-upkeep", AT_CLOSE, this::tend);
        if (url.kind() == RemoteUrl.Kind.LOCAL && !LocalRepository.gitIsInstalled(config.environment())) {
            noting.accept("git is not installed: hooks of the local repository do not run");
        }
    }

    private static Push push(GitConfig config, RemoteUrl url, Push transport) {
        return url.kind() == RemoteUrl.Kind.HTTP && config.directPush()
                ? new DirectPush(config, url, transport)
                : transport;
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

    /** Where the cache lies, whether or not it is there already. */
    Path cachePath() {
        return cache.path();
    }

    /** What a person should be told of choices made for them, such as the branch of an empty repository. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public Snapshot snapshot() {
        var snapshot = healing.fetching(this::fetch);
        background.wake();
        return snapshot;
    }

    /** What was pushed since the last fetch must not grow in the heap for ever. */
    private void tend() throws IOException {
        if (lagging.getAndSet(false)) {
            healing.fetching(this::fetch);
        }
        upkeep.run();
    }

    /**
     * Throws away what this machine remembers of the repository, for whoever made it anew on purpose: nobody takes that for
     * a rewritten branch, then, except this very object if it has read before. The cache is made again when it is needed.
     */
    public void forget() {
        healing.fetching(repository -> cache.renew(cache.name()));
    }

    /** Lets upkeep of the cache that has begun go on for some seconds. */
    @Override
    public void close() {
        background.close();
    }

    @Override
    public CommitResult commit(Snapshot base, List<Change> changes) {
        var from = own(base);
        var used = cache.name();
        try {
            var commits = cache.shared(repository -> write(repository, from, changes));
            return publish(from, commits);
        } catch (IOException e) {
            healing.tell(e);
        }
        try {
            var commits = cache.alone(repository -> writeAnew(cache.renew(used), from, changes));
            return commits.isPresent() ? publish(from, commits.get()) : new CommitResult.Conflict();
        } catch (IOException e) {
            throw cache.broken(e);
        }
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
        var snapshot = own(from);
        var id = snapshot.id();
        if (id == null) {
            return;
        }
        var skip = new AtomicInteger();
        complete(snapshot, null);
        upkeep.prepareHistory();
        reading(snapshot, repository -> {
            // Where the cache turns out to be damaged half way, the second walk does not tell again.
            int before = skip.get();
            var passed = new AtomicInteger();
            Predicate<FileRevision> counting = revision -> {
                if (passed.getAndIncrement() < before) {
                    return true;
                }
                skip.incrementAndGet();
                return visitor.test(revision);
            };
            try (var walk = new PathWalk(repository, after, path, counting)) {
                walk.from(id);
            }
            return true;
        });
    }

    @Override
    public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
        var snapshot = own(from);
        var id = snapshot.id();
        if (id == null) {
            return;
        }
        var bound = since == null ? null : ObjectId.fromString(since.value());
        var visited = new AtomicInteger();
        Predicate<CommitRecord> counting = commit -> {
            boolean goOn = visitor.test(commit);
            visited.incrementAndGet();
            return goOn;
        };
        signatures.requireReadable();
        readingHistory(snapshot, bound, repository -> {
            new GitCommits(signatures).walk(repository, id, bound, visited.get(), counting);
            return true;
        });
    }

    @Override
    public Optional<Snapshot> at(Snapshot from, String commit) {
        var snapshot = own(from);
        var id = snapshot.id();
        return id == null
                ? Optional.empty()
                : readingHistory(snapshot, null, repository -> GitHistory.find(repository, id, commit))
                        .map(found -> new GitSnapshot(this, snapshot.branch(), found, new RecentObjects()));
    }

    @Override
    public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
        var before = own(from);
        var after = own(to);
        var old = before.id();
        var id = after.id();
        if (old == null || id == null) {
            return Optional.of((old == null ? to : from).find(fileName));
        }
        // A difference is the same from both sides, and the side that was just pushed has the other one on disk.
        return before.recent().hasCommit(old)
                ? asking(before, old, tree -> tree.changedSince(id, fileName))
                        .or(() -> asking(after, id, tree -> tree.changedSince(old, fileName)))
                : asking(after, id, tree -> tree.changedSince(old, fileName));
    }

    /** Asks a commit's folders, wherever they are. */
    <T> T asking(GitSnapshot snapshot, ObjectId commit, StateTree.Question<T> question) {
        return healing.reading(repository -> {
            try (var reader = repository.newObjectReader()) {
                return StateTree.at(new ObjectSource(snapshot.recent(), folders, reader), commit, question);
            }
        });
    }

    /** Asks what is on disk, which is fetched first if it lags behind the snapshot. */
    private <T> T reading(GitSnapshot snapshot, Cache.Work<T> work) {
        var id = snapshot.id();
        if (id != null && snapshot.recent().hasCommit(id)) {
            healing.reading(repository -> repository.getObjectDatabase().has(id) || catchUp());
        }
        return healing.reading(work);
    }

    private boolean catchUp() {
        snapshot();
        return true;
    }

    @Override
    public Optional<BranchTip> look() {
        return healing.fetching(this::look);
    }

    @Override
    public Optional<CommitId> acceptance(BranchTip tip, String revision) {
        var snapshot = own(tip.snapshot());
        return readingHistory(snapshot, null, repository -> Acceptance.of(repository, requireId(snapshot), revision));
    }

    @Override
    public CommitResult accept(BranchTip tip, CommitMessage message) {
        try {
            return commit(tip.snapshot(), List.of(new Change(List.of(), message)));
        } catch (IdpException e) {
            // Somebody went on from what was to be accepted, so that it has to be looked at again.
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
        var missed = follower.missed(repository, Constants.R_HEADS + found.branch(), id, remembered);
        return Optional.of(new BranchTip(
                new GitSnapshot(this, found.branch(), id, new RecentObjects()),
                missed.map(commit -> CommitId.parse(commit.name())).orElse(null)));
    }

    private static ObjectId requireId(GitSnapshot snapshot) {
        return Objects.requireNonNull(snapshot.id(), "a tip has a commit");
    }

    /** Asks the cache for what lies behind a snapshot, which is fetched first where the cache began shallow. */
    private <T> T readingHistory(GitSnapshot snapshot, @Nullable ObjectId since, Cache.Work<T> work) {
        complete(snapshot, since);
        return reading(snapshot, work);
    }

    /**
     * @param since how far back it has to reach; null for the beginning
     */
    private void complete(GitSnapshot snapshot, @Nullable ObjectId since) {
        var id = requireId(snapshot);
        boolean complete = reading(
                snapshot,
                repository ->
                        since == null ? Deepening.isWhole(repository, id) : Deepening.isWhole(repository, id, since));
        if (!complete) {
            try {
                upkeep.complete(HISTORY_PATIENCE);
            } catch (IOException e) {
                throw cache.broken(e);
            }
        }
    }

    private GitSnapshot fetch(Repository repository) throws IOException {
        var tip = branch.fetch(repository);
        return new GitSnapshot(this, tip.branch(), tip.tip(), new RecentObjects());
    }

    private NewCommits write(Repository repository, GitSnapshot from, List<Change> changes) throws IOException {
        try (var reader = repository.newObjectReader()) {
            return writer.write(new ObjectSource(from.recent(), folders, reader), from.id(), changes);
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("a tree of " + from + " cannot be read", e);
        }
    }

    private Optional<NewCommits> writeAnew(Repository repository, GitSnapshot from, List<Change> changes)
            throws IOException {
        fetch(repository);
        var base = from.id();
        return base == null || repository.getObjectDatabase().has(base)
                ? Optional.of(write(repository, from, changes))
                : Optional.empty();
    }

    private CommitResult publish(GitSnapshot from, NewCommits commits) throws IOException {
        if (!publisher.publish(from.branch(), from.id(), commits)) {
            return new CommitResult.Conflict();
        }
        memory.pushed(cache.path(), commits.tip());
        var recent = recentOf(from);
        recent.add(commits);
        if (recent.isMuch()) {
            lagging.set(true);
            background.wake();
        }
        return new CommitResult.Committed(
                commits.ids().stream().map(id -> CommitId.parse(id.name())).toList(),
                new GitSnapshot(this, from.branch(), commits.tip(), recent));
    }

    private RecentObjects recentOf(GitSnapshot from) {
        return from.recent().isMuch() ? from.recent().next(this::isStored) : from.recent();
    }

    private boolean isStored(ObjectId commit) {
        try {
            return cache.shared(repository -> repository.getObjectDatabase().has(commit));
        } catch (IOException e) {
            // The push is through; a cache that is damaged by now is the next one's matter.
            return false;
        }
    }

    private GitSnapshot own(Snapshot snapshot) {
        if (snapshot instanceof GitSnapshot mine && mine.isOf(this)) {
            return mine;
        }
        throw new IllegalArgumentException("a snapshot of another repository: " + snapshot);
    }
}
