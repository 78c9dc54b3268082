package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.core.state.Change;
import io.meshcloud.idp.core.state.CommitId;
import io.meshcloud.idp.core.state.CommitResult;
import io.meshcloud.idp.core.state.FileRevision;
import io.meshcloud.idp.core.state.Snapshot;
import io.meshcloud.idp.core.state.StateRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GitOps State Repository on Git. The remote is the truth and its branch the only thing that is compared and
 * swapped; the cache on this machine holds nothing that could not be fetched again.
 *
 * <p>A cache that is broken or gone is made anew and the work done once more, without anybody noticing. Making the first
 * instance shields JGit from the Git settings of user and machine, for the whole process; see {@link HermeticGit}.
 */
public final class GitStateRepository implements StateRepository {
    private static final Logger LOG = LoggerFactory.getLogger(GitStateRepository.class);
    private static final int CACHE_NAME_LENGTH = 32;

    private final Set<String> notes = new ConcurrentSkipListSet<>();
    private final CommitWriter writer;
    private final BranchChoice branch;
    private final Publisher publisher;
    private final Cache cache;

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
        var remote = new Remote(config, url);
        this.cache = new Cache(config.cacheFolder().toAbsolutePath(), cacheName(url, config.branch()));
        this.writer = new CommitWriter(config);
        this.branch = new BranchChoice(config, remote, noting);
        this.publisher = new Publisher(remote, cache);
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

    /** What a person should be told of choices made for them, such as the branch of an empty repository. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public Snapshot snapshot() {
        return changing(this::fetch, this::fetch);
    }

    @Override
    public CommitResult commit(Snapshot base, List<Change> changes) {
        var from = own(base);
        var commits = changing(
                repository -> Optional.of(writer.write(repository, from.id(), changes)),
                repository -> writeAnew(repository, from, changes));
        try {
            return publish(from, commits);
        } catch (IOException e) {
            LOG.info("the cache in {} is damaged ({}); writing anew", cache.path(), e.toString());
        }
        try {
            return publish(from, renewing(repository -> writeAnew(repository, from, changes)));
        } catch (IOException e) {
            throw cache.broken(e);
        }
    }

    @Override
    public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
        var snapshot = own(from);
        var id = snapshot.id();
        if (id == null) {
            return;
        }
        var told = new AtomicInteger();
        Predicate<FileRevision> counting = revision -> {
            told.incrementAndGet();
            return visitor.test(revision);
        };
        reading(snapshot, repository -> {
            GitHistory.walk(repository, id, path, told.get(), counting);
            return true;
        });
    }

    @Override
    public Optional<Snapshot> at(Snapshot from, String commit) {
        var snapshot = own(from);
        var id = snapshot.id();
        return id == null
                ? Optional.empty()
                : reading(snapshot, repository -> GitHistory.find(repository, id, commit))
                        .map(found -> new GitSnapshot(this, snapshot.branch(), found));
    }

    @Override
    public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
        var before = own(from).id();
        var after = own(to);
        var id = after.id();
        if (before == null || id == null) {
            return Optional.of((before == null ? to : from).find(fileName));
        }
        return reading(after, repository -> StateTree.at(repository, id, tree -> tree.changedSince(before, fileName)));
    }

    /** Asks the cache, which is fetched again if it turns out to be damaged. */
    <T> T reading(GitSnapshot snapshot, Cache.Work<T> work) {
        var used = cache.name();
        try {
            return cache.shared(work);
        } catch (IOException e) {
            LOG.info("the cache in {} is damaged ({}); fetching anew", cache.path(), e.toString());
        }
        try {
            cache.alone(repository -> fetch(cache.renew(used)));
            return cache.shared(work);
        } catch (IOException e) {
            throw cache.broken(e);
        }
    }

    private <T> T changing(Cache.Work<T> work, Cache.Work<T> anew) {
        try {
            return cache.alone(repository -> {
                var used = cache.name();
                try {
                    return work.on(repository);
                } catch (IOException e) {
                    LOG.info("the cache in {} is damaged ({}); fetching anew", cache.path(), e.toString());
                    return anew.on(cache.renew(used));
                }
            });
        } catch (IOException e) {
            throw cache.broken(e);
        }
    }

    private <T> T renewing(Cache.Work<T> work) throws IOException {
        var used = cache.name();
        return cache.alone(repository -> work.on(cache.renew(used)));
    }

    private GitSnapshot fetch(Repository repository) throws IOException {
        var tip = branch.fetch(repository);
        CacheMaintenance.runIfDue(repository);
        return new GitSnapshot(this, tip.branch(), tip.tip());
    }

    private Optional<List<ObjectId>> writeAnew(Repository repository, GitSnapshot from, List<Change> changes)
            throws IOException {
        fetch(repository);
        var base = from.id();
        return base == null || repository.getObjectDatabase().has(base)
                ? Optional.of(writer.write(repository, base, changes))
                : Optional.empty();
    }

    private CommitResult publish(GitSnapshot from, Optional<List<ObjectId>> commits) throws IOException {
        if (commits.isEmpty()) {
            return new CommitResult.Conflict();
        }
        var ids = commits.get();
        var tip = ids.get(ids.size() - 1);
        if (!publisher.publish(from.branch(), from.id(), tip)) {
            return new CommitResult.Conflict();
        }
        noteTip(from, tip);
        return new CommitResult.Committed(
                ids.stream().map(id -> CommitId.parse(id.name())).toList(), new GitSnapshot(this, from.branch(), tip));
    }

    /** Spares the next fetch. The commits are at the remote, so a cache that fails here takes nothing away. */
    private void noteTip(GitSnapshot from, ObjectId tip) {
        try {
            cache.alone(repository -> {
                Remote.moveRef(repository, from.ref(), tip);
                return true;
            });
        } catch (IOException | RuntimeException e) {
            LOG.info("the cache in {} did not take note of a push: {}", cache.path(), e.toString());
        }
    }

    private GitSnapshot own(Snapshot snapshot) {
        if (snapshot instanceof GitSnapshot mine && mine.isOf(this)) {
            return mine;
        }
        throw new IllegalArgumentException("a snapshot of another repository: " + snapshot);
    }
}
