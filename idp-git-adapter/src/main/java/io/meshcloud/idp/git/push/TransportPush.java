package io.meshcloud.idp.git.push;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.object.NewObjects;
import io.meshcloud.idp.git.object.NewCommits;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.transport.Failures;
import io.meshcloud.idp.git.transport.Conversation;
import io.meshcloud.idp.git.cache.Cache;

import java.io.IOException;
import java.util.Map;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/**
 * A push with JGit's transports, over whatever they speak. The commits have to be in the cache for it: few lie there as
 * files of their own, many as one pack.
 */
public record TransportPush(GitConfig config, RemoteUrl url, Cache cache) implements Push {
    /** As git's own {@code transfer.unpackLimit}. */
    private static final int PACKED_FROM = 100;

    @Override
    public PushAnswer push(String ref, ObjectId expected, NewCommits commits) throws IOException {
        cache.alone(repository -> store(repository, expected, commits.objects()));
        var answer = cache.shared(repository -> push(repository, ref, expected, commits.tip()));
        if (answer.kind() == PushAnswer.Kind.ACCEPTED) {
            cache.noteTip(ref, expected, commits.tip());
        }
        return answer;
    }

    /**
     * Asks the remote to move a branch from one commit to another.
     *
     * @param expected the zero id if the branch is not to be there yet
     * @throws IOException if the cache is damaged and nothing was sent
     */
    @SuppressWarnings("try") // the explicit close: only a closed connection has all the words of the other side
    private PushAnswer push(Repository cache, String ref, ObjectId expected, ObjectId target) throws IOException {
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
                Failures.throwIfOurs(cache, e);
                throw conversation.problem(e);
            }
        }
    }

    private static boolean store(Repository repository, ObjectId base, NewObjects objects) throws IOException {
        // On a cache that was emptied meanwhile, JGit would begin to push and never end.
        if (!base.equals(ObjectId.zeroId()) && !repository.getObjectDatabase().has(base)) {
            throw new MissingObjectException(base, Constants.TYPE_COMMIT);
        }
        try (var inserter = inserter(repository, objects.all().size())) {
            objects.storeIn(inserter);
        }
        return true;
    }

    private static ObjectInserter inserter(Repository repository, int count) {
        return count >= PACKED_FROM && repository.getObjectDatabase() instanceof ObjectDirectory files
                ? files.newPackInserter()
                : repository.newObjectInserter();
    }
}
