package io.meshcloud.idp.git;

import java.io.IOException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/**
 * A push with JGit's transports, over whatever they speak. The commits have to be in the cache for it: few lie there as
 * files of their own, many as one pack.
 */
record TransportPush(Remote remote, Cache cache) implements Push {
    /** As git's own {@code transfer.unpackLimit}. */
    private static final int PACKED_FROM = 100;

    @Override
    public PushAnswer push(String ref, ObjectId expected, NewCommits commits) throws IOException {
        cache.alone(repository -> store(repository, expected, commits.objects()));
        var answer = cache.shared(repository -> remote.push(repository, ref, expected, commits.tip()));
        if (answer.kind() == PushAnswer.Kind.ACCEPTED) {
            cache.noteTip(ref, expected, commits.tip());
        }
        return answer;
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
