package io.meshcloud.idp.git;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other side: what is on its branches, and would it take these commits. Safe for many threads. */
final class Remote {
    private static final Logger LOG = LoggerFactory.getLogger(Remote.class);

    private static final long FULL_BELOW_BYTES = 64 * 1024;

    private final GitConfig config;
    private final RemoteUrl url;
    private final Fetching fetching;
    private final BranchFollower follower;

    Remote(GitConfig config, RemoteUrl url, Fetching fetching, BranchFollower follower) {
        this.config = config;
        this.url = url;
        this.fetching = fetching;
        this.follower = follower;
    }

    RemoteUrl url() {
        return url;
    }

    /** Decides, from what the remote has, which tip is wanted. */
    @FunctionalInterface
    interface Choice {
        @Nullable
        Ref of(Heads heads);
    }

    /**
     * Brings one tip and what leads to it into the cache, and lets the cache's branch follow.
     *
     * @param ref the only branch that is asked for, or {@code null} for all of them
     * @return the tip; empty if the choice is none
     * @throws IOException if the cache is damaged
     */
    Optional<ObjectId> fetch(Repository cache, @Nullable String ref, Choice choice) throws IOException {
        var remembered = follower.remembered(cache);
        var tip = fetching.bring(cache, ref, choice);
        if (tip.isPresent()) {
            follower.follow(cache, tip.get(), remembered);
        }
        return tip.map(Ref::getObjectId);
    }

    /** The branch is not there; refuses if it was. */
    void requireNothingSeen(Repository cache) throws IOException {
        follower.requireNothingSeen(cache);
    }

    /** What was seen before and is not in the history of a tip that was brought; empty if it goes on from there. */
    Optional<ObjectId> missed(Repository cache, String ref, ObjectId tip) throws IOException {
        return follower.missed(cache, ref, tip, follower.remembered(cache));
    }

    /** Brings the same into the cache, whose branch stays where it is. */
    Optional<Ref> look(Repository cache, @Nullable String ref, Choice choice) throws IOException {
        return fetching.bring(cache, ref, choice);
    }

    /** Notes in the cache where a branch is. */
    static void moveRef(Repository cache, String ref, ObjectId id) throws IOException {
        var update = cache.updateRef(ref);
        update.setNewObjectId(id);
        update.setForceUpdate(true);
        switch (update.update()) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
            default -> throw new IOException(ref + " cannot be moved: " + update.getResult());
        }
    }

    /**
     * Asks the remote to move a branch from one commit to another.
     *
     * @param expected the zero id if the branch is not to be there yet
     * @throws IOException if the cache is damaged and nothing was sent
     */
    @SuppressWarnings("try") // the explicit close: only a closed connection has all the words of the other side
    PushAnswer push(Repository cache, String ref, ObjectId expected, ObjectId target) throws IOException {
        try (var conversation = Conversation.open(config, url, cache)) {
            boolean sent = false;
            try (var connection = conversation.push()) {
                var there = connection.getRef(ref);
                if (!expected.equals(there == null ? ObjectId.zeroId() : there.getObjectId())) {
                    return PushAnswer.moved();
                }
                var update = new RemoteRefUpdate(cache, ref, target, ref, false, null, expected);
                sent = true;
                connection.push(NullProgressMonitor.INSTANCE, Map.of(ref, update));
                connection.close();
                return PushAnswer.of(update, connection.getMessages());
            } catch (TransportException e) {
                // Whatever broke meanwhile: what was sent may have arrived.
                if (sent) {
                    return PushAnswer.lost(conversation.problem(e), Failures.isBrokenLine(e), e);
                }
                throwIfOurs(cache, e);
                throw conversation.problem(e);
            }
        }
    }

    /** Which branch the remote's {@code HEAD} names while there is no branch at all, if the remote tells. */
    Optional<String> headOfEmpty() {
        try {
            return switch (url.kind()) {
                case LOCAL -> LocalRepository.at(url.path()).headBranch();
                case HTTP -> EmptyHead.overHttp(config, url);
                case SSH -> EmptyHead.overSsh(config, url.uri());
                case GIT -> Optional.empty();
            };
        } catch (IOException e) {
            LOG.debug("{} does not tell its branch: {}", url, e.toString());
            return Optional.empty();
        }
    }

    /** A transport blames itself for whatever went wrong, also for files of ours. */
    static void throwIfOurs(Repository cache, TransportException failure) throws IOException {
        for (var type : List.of(
                MissingObjectException.class,
                CorruptObjectException.class,
                FileSystemException.class,
                FileNotFoundException.class)) {
            var cause = Failures.cause(failure, type);
            if (cause.isPresent()) {
                throw cause.get();
            }
        }
        if (isDiskFull(cache, failure)) {
            throw new IOException("no space left on the disk", failure);
        }
    }

    /** Java has no exception of its own for this; half a pack may be gone again by now, so the words count, too. */
    private static boolean isDiskFull(Repository cache, Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            var words = String.valueOf(at.getMessage());
            if (words.contains("No space left") || words.contains("quota exceeded")) {
                return true;
            }
        }
        return cache.getDirectory().getUsableSpace() < FULL_BELOW_BYTES;
    }
}
