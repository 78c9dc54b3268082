// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.git.cache.Cache;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.object.NewCommits;
import io.meshcloud.idp.git.object.NewObjects;
import io.meshcloud.idp.git.transport.GitProblems;
import io.meshcloud.idp.git.transport.RemoteConnection;
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
 * A push with JGit's transports, over any protocol. First stores the commits in the cache: a few as loose objects, many
 * as one pack.
 */
public record TransportPush(GitConfig config, RemoteUrl url, Cache cache) implements Push {
    /** As git's {@code transfer.unpackLimit}. */
    private static final int PACKED_FROM = 100;

    @Override
    public PushAnswer push(String ref, ObjectId expected, NewCommits commits) throws IOException {
        cache.withExclusiveLock(repository -> store(repository, expected, commits.objects()));
        var answer = cache.withSharedAccess(repository -> push(repository, ref, expected, commits.tip()));
        if (answer.kind() == PushAnswer.Kind.ACCEPTED) {
            cache.recordTip(ref, expected, commits.tip());
        }
        return answer;
    }

    /**
     * Asks the remote to move a branch from one commit to another.
     *
     * @param expected the zero id if the branch must not exist
     * @throws IOException if the cache is damaged and nothing was sent
     */
    @SuppressWarnings("try") // closed explicitly: only a closed connection has all messages of the server
    private PushAnswer push(Repository cache, String ref, ObjectId expected, ObjectId target) throws IOException {
        try (var connection = RemoteConnection.open(config, url, cache)) {
            boolean sent = false;
            try (var session = connection.push()) {
                var there = session.getRef(ref);
                if (!expected.equals(there == null ? ObjectId.zeroId() : there.getObjectId())) {
                    return PushAnswer.moved();
                }
                var update = new RemoteRefUpdate(cache, ref, target, ref, false, null, expected);
                sent = true;
                session.push(NullProgressMonitor.INSTANCE, Map.of(ref, update));
                session.close();
                return PushAnswer.of(update, session.getMessages());
            } catch (TransportException e) {
                // After any failure, the commits may have arrived.
                if (sent) {
                    return PushAnswer.lost(connection.problem(e), GitProblems.isConnectionLost(e), e);
                }
                GitProblems.throwIfLocal(cache, e);
                throw connection.problem(e);
            }
        }
    }

    private static boolean store(Repository repository, ObjectId base, NewObjects objects) throws IOException {
        // On a cache that was recreated meanwhile, JGit would never finish the push.
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
