// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.git.cache.CheckedRepository;
import io.meshcloud.idp.git.cache.SuspectedDamage;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.object.RefusedObject;
import io.meshcloud.idp.git.transport.GitProblems;
import io.meshcloud.idp.git.transport.RemoteBranches;
import io.meshcloud.idp.git.transport.RemoteConnection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches commits of the remote into the cache. Moves no ref of the cache. Thread-safe. */
public final class Fetcher {
    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);

    private final GitConfig config;
    private final RemoteUrl url;

    public Fetcher(GitConfig config, RemoteUrl url) {
        this.config = config;
        this.url = url;
    }

    /** Selects one of the remote's branches. */
    @FunctionalInterface
    public interface Selection {
        @Nullable
        Ref of(RemoteBranches branches);
    }

    /**
     * Fetches one tip and its history; into an empty cache only its {@linkplain Unshallow#FIRST_DEPTH newest part}.
     *
     * @param ref the only branch to ask for; {@code null} asks for all
     * @return the tip; empty if no branch is selected
     * @throws IOException if the cache is damaged
     */
    Optional<Ref> fetch(Repository cache, @Nullable String ref, Selection selection) throws IOException {
        return list(cache, ref, selection, Listed::download);
    }

    /**
     * Lists the remote's branches, and keeps the connection open while the selected tip is used. An empty cache
     * downloads only the {@linkplain Unshallow#FIRST_DEPTH newest part} of the history.
     *
     * @param ref the only branch to ask for; {@code null} asks for all
     * @throws IOException if the cache is damaged
     */
    <T> T list(Repository cache, @Nullable String ref, Selection selection, Use<T> use) throws IOException {
        int depth = isEmpty(cache) ? Unshallow.FIRST_DEPTH : RemoteConnection.WHOLE_HISTORY;
        try {
            return list(cache, depth, ref, selection, use);
        } catch (NoShallowClones e) {
            return list(cache, RemoteConnection.WHOLE_HISTORY, ref, selection, use);
        }
    }

    /** What is done with a tip while the connection is open. */
    @FunctionalInterface
    interface Use<T> {
        T of(Listed listed) throws IOException;
    }

    /** A tip that the remote listed, and the open connection that can download it. For one thread. */
    final class Listed {
        private final Repository cache;
        private final FetchConnection session;
        private final @Nullable Ref tip;

        private Listed(Repository cache, FetchConnection session, @Nullable Ref tip) {
            this.cache = cache;
            this.session = session;
            this.tip = tip;
        }

        /** Empty if no branch is selected. */
        Optional<Ref> tip() {
            return Optional.ofNullable(tip);
        }

        /** Downloads the tip and its history, unless the cache's branch is there already. */
        Optional<Ref> download() throws IOException {
            if (tip != null && !isInCache(cache, tip)) {
                Fetcher.this.download(session, tip);
                requireCommit(cache, tip);
            }
            return tip();
        }
    }

    /** The server sends complete histories only. */
    private static final class NoShallowClones extends IOException {
        private static final long serialVersionUID = 1L;

        NoShallowClones(Throwable cause) {
            super(cause);
        }

        /** JGit has no type for this failure, only this text of its own. */
        static boolean isReportedBy(TransportException failure) {
            return String.valueOf(failure.getMessage()).endsWith(JGitText.get().shallowNotSupported);
        }
    }

    /** Fetches the complete history of a branch into an empty repository. */
    void fetchHistory(Repository empty, String ref) throws IOException {
        list(
                empty,
                RemoteConnection.WHOLE_HISTORY,
                ref,
                branches -> branches.tip(Repository.shortenRefName(ref)),
                Listed::download);
    }

    /** The commit of a branch at the remote, without fetching it. */
    Optional<ObjectId> tip(Repository cache, String ref) throws IOException {
        return ask(
                cache,
                RemoteConnection.WHOLE_HISTORY,
                ref,
                session -> RemoteBranches.of(session).id(Repository.shortenRefName(ref)),
                new AtomicReference<>());
    }

    /**
     * Fetches a commit that may not be on a branch any more. Git servers keep such a commit for days or weeks, and most
     * send it. Does nothing if this one does not.
     *
     * @param ref the only branch that the server is asked to list
     * @throws IOException if the cache is damaged
     */
    void fetchIfKept(Repository cache, String ref, ObjectId commit) throws IOException {
        var wanted = new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, commit.name(), commit);
        try {
            ask(
                    cache,
                    RemoteConnection.WHOLE_HISTORY,
                    ref,
                    session -> {
                        download(session, wanted);
                        return true;
                    },
                    new AtomicReference<>());
        } catch (IdpException | RefusedObject e) {
            LOG.debug("the server does not send {}: {}", commit.name(), e.toString());
        }
    }

    private <T> T list(Repository cache, int depth, @Nullable String ref, Selection selection, Use<T> use)
            throws IOException {
        var selected = new AtomicReference<@Nullable Ref>();
        return ask(
                cache,
                depth,
                ref,
                session -> {
                    var tip = selection.of(RemoteBranches.of(session));
                    selected.set(tip);
                    return use.of(new Listed(cache, session, tip));
                },
                selected);
    }

    @FunctionalInterface
    private interface Question<T> {
        T of(FetchConnection session) throws IOException;
    }

    /**
     * @param selected receives the ref that is downloaded, as soon as it is known
     */
    private <T> T ask(
            Repository cache,
            int depth,
            @Nullable String ref,
            Question<T> question,
            AtomicReference<@Nullable Ref> selected)
            throws IOException {
        try {
            return ask(cache, depth, ref, question, selected, true);
        } catch (LoginFound e) {
            return ask(cache, depth, ref, question, selected, false);
        }
    }

    /** The server requires a login, and git's credential helpers have one that was not sent. */
    private static final class LoginFound extends IOException {
        private static final long serialVersionUID = 1L;

        LoginFound(Throwable cause) {
            super(cause);
        }
    }

    /**
     * @param selected receives the ref that is downloaded, as soon as it is known
     * @param first whether another login may be tried after this attempt
     */
    private <T> T ask(
            Repository cache,
            int depth,
            @Nullable String ref,
            Question<T> question,
            AtomicReference<@Nullable Ref> selected,
            boolean first)
            throws IOException {
        try (var connection = RemoteConnection.open(config, url, cache, depth)) {
            try (var session = ref == null ? connection.fetchOfAll() : connection.fetchOf(ref)) {
                return question.of(session);
            } catch (TransportException e) {
                if (NoShallowClones.isReportedBy(e)) {
                    throw new NoShallowClones(e);
                }
                if (first && connection.findsAnotherLogin()) {
                    throw new LoginFound(e);
                }
                throw failure(cache, connection, connection.explained(e), selected.get());
            } catch (IdpException | RefusedObject e) {
                throw e;
            } catch (RuntimeException e) {
                throw failure(cache, connection, connection.explained(unexpected(e)), selected.get());
            }
        }
    }

    /**
     * The problem to report.
     *
     * @param tip the downloaded tip; null if the connection failed before it was known
     * @throws IOException if the cache is damaged, or may be
     */
    private RuntimeException failure(
            Repository cache, RemoteConnection connection, TransportException failure, @Nullable Ref tip)
            throws IOException {
        throwIfRefused(failure, tip);
        GitProblems.throwIfLocal(cache, failure);
        if (GitProblems.isOfAnObject(failure)) {
            throw new SuspectedDamage(GitProblems.ofSentObjects(url, failure));
        }
        var problem = connection.problem(failure);
        if (isUnexpected(failure, tip)) {
            throw new SuspectedDamage(problem);
        }
        return problem;
    }

    /** When one of our readers or limits refuses something, the transport wraps the refusal in its own exception. */
    private static void throwIfRefused(TransportException failure, @Nullable Ref selected) {
        var refused = GitProblems.cause(failure, RefusedObject.class);
        if (refused.isPresent()) {
            throw refused.get();
        }
        if (selected != null
                && GitProblems.cause(failure, TooLargeObjectInPackException.class)
                        .isPresent()) {
            throw RefusedObject.limit("the history of this commit has an object of more than "
                            + CheckedRepository.MAX_FETCHED + " bytes")
                    .in(selected.getObjectId());
        }
    }

    /** JGit does not check everything that a server sends. */
    private TransportException unexpected(RuntimeException failure) {
        return new TransportException(url.uri(), String.valueOf(failure.getMessage()), failure);
    }

    private void download(FetchConnection session, Ref selected) throws IOException {
        try {
            session.fetch(NullProgressMonitor.INSTANCE, List.of(selected), Set.of());
        } catch (IdpException | RefusedObject e) {
            throw e;
        } catch (RuntimeException e) {
            throw unexpected(e);
        } finally {
            for (var lock : session.getPackLocks()) {
                lock.unlock();
            }
        }
    }

    /** Anybody who may push can let a branch point to a tag or a file. */
    private static void requireCommit(Repository cache, Ref tip) throws IOException {
        try (var reader = cache.newObjectReader()) {
            var type = reader.open(tip.getObjectId()).getType();
            if (type != Constants.OBJ_COMMIT) {
                throw RefusedObject.tip(tip.getName(), tip.getObjectId(), type);
            }
        } catch (MissingObjectException e) {
            // The code that reads the object reports this.
        }
    }

    /**
     * A failure inside JGit that damaged files of the cache may have caused. The list of refs does not depend on these
     * files.
     */
    private static boolean isUnexpected(TransportException failure, @Nullable Ref tip) {
        return GitProblems.cause(failure, RuntimeException.class).isPresent()
                || (tip != null
                        && GitProblems.cause(failure, PackProtocolException.class)
                                .isPresent());
    }

    private static boolean isEmpty(Repository cache) throws IOException {
        return cache.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).isEmpty();
    }

    private static boolean isInCache(Repository cache, Ref selected) throws IOException {
        for (var known : cache.getRefDatabase().getRefsByPrefix(selected.getName(), BranchFollower.REFUSED_REF)) {
            if (selected.getObjectId().equals(known.getObjectId())) {
                return true;
            }
        }
        return false;
    }
}
