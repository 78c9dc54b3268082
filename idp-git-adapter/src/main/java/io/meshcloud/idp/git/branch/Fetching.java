package io.meshcloud.idp.git.branch;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.transport.Heads;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.transport.Failures;
import io.meshcloud.idp.git.transport.Conversation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.jspecify.annotations.Nullable;

/** Brings commits of the remote into the cache, and nothing else: no branch of the cache moves. Safe for many threads. */
public final class Fetching {
    private final GitConfig config;
    private final RemoteUrl url;

    public Fetching(GitConfig config, RemoteUrl url) {
        this.config = config;
        this.url = url;
    }

    /** Decides, from what the remote has, which tip is wanted. */
    @FunctionalInterface
    public interface Choice {
        @Nullable
        Ref of(Heads heads);
    }

    /**
     * Brings one tip and what leads to it; into an empty cache only the {@linkplain Deepening#FIRST_DEPTH newest part}.
     *
     * @param ref the only branch that is asked for, or {@code null} for all of them
     * @return the tip; empty if the choice is none
     * @throws IOException if the cache is damaged
     */
    Optional<Ref> bring(Repository cache, @Nullable String ref, Choice choice) throws IOException {
        int depth = isEmpty(cache) ? Deepening.FIRST_DEPTH : Conversation.WHOLE_HISTORY;
        return bring(cache, depth, ref, choice);
    }

    /** Brings the whole history of a branch into a repository that has nothing of it yet. */
    void bringAll(Repository empty, String ref) throws IOException {
        bring(empty, Conversation.WHOLE_HISTORY, ref, heads -> heads.tip(Repository.shortenRefName(ref)));
    }

    private Optional<Ref> bring(Repository cache, int depth, @Nullable String ref, Choice choice)
            throws IOException {
        try (var conversation = Conversation.open(config, url, cache, depth)) {
            try (var connection = ref == null ? conversation.fetchOfAll() : conversation.fetchOf(ref)) {
                var wanted = choice.of(Heads.of(connection));
                if (wanted != null && !isThere(cache, wanted)) {
                    bring(connection, wanted);
                }
                return Optional.ofNullable(wanted);
            } catch (TransportException e) {
                Failures.throwIfOurs(cache, e);
                throw conversation.problem(e);
            }
        }
    }

    private static void bring(FetchConnection connection, Ref wanted) throws IOException {
        try {
            connection.fetch(NullProgressMonitor.INSTANCE, List.of(wanted), Set.of());
        } finally {
            for (var lock : connection.getPackLocks()) {
                lock.unlock();
            }
        }
    }

    private static boolean isEmpty(Repository cache) throws IOException {
        return cache.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).isEmpty();
    }

    private static boolean isThere(Repository cache, Ref wanted) throws IOException {
        for (var known : cache.getRefDatabase().getRefsByPrefix(wanted.getName(), BranchFollower.REFUSED)) {
            if (wanted.getObjectId().equals(known.getObjectId())) {
                return true;
            }
        }
        return false;
    }
}
