// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.git.cache.TipFile.SeenTip;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.signing.SignatureCheck;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * The empty commits by which the platform accepts a rewritten branch. Their trailers identify them; author and
 * committer are the platform, and where allowed signers are configured, one of them signed. Without signers anybody who
 * may push can write such a commit, because Git does not check names.
 *
 * @param platform the name of the platform in its commits
 * @param signatures checks the signatures of its commits
 */
public record RewriteAcceptance(GitConfig.Identity platform, SignatureCheck signatures) {
    /** How many commits writers may add between a review and the acceptance. */
    private static final int MAX_OWN_COMMITS = 10_000;

    /**
     * Whether the platform accepted a tip whose history lacks a previously seen tip: by an acceptance that names the
     * seen tip, or by one in the history of the new tip only. A copy of an older acceptance, which a rebase creates,
     * does not count: it has the same request id. If neither the cache nor the server has the history of the seen tip,
     * only author times are compared: the one of a copied acceptance is older.
     *
     * @param available the newest seen tip in the cache, compared in place of a tip that the server no longer has
     */
    boolean covers(Repository cache, ObjectId tip, SeenTip seen, Optional<ObjectId> available) throws IOException {
        var known = cache.getObjectDatabase().has(seen.tip()) ? Optional.of(seen.tip()) : available;
        var isNew = isNewTo(cache, tip, seen, known);
        return newest(
                        cache,
                        tip,
                        known.orElse(null),
                        acceptance -> namesTip(acceptance, seen.tip()) || isNew.test(acceptance))
                .isPresent();
    }

    private static boolean namesTip(RevCommit acceptance, ObjectId seen) {
        return message(acceptance).trailer(TrailerKey.PREVIOUS_TIP).equals(Optional.of(seen.name()));
    }

    private Predicate<RevCommit> isNewTo(Repository cache, ObjectId tip, SeenTip seen, Optional<ObjectId> available)
            throws IOException {
        if (available.isEmpty()) {
            return acceptance -> writtenAt(acceptance).isAfter(seen.at());
        }
        if (!Unshallow.isComplete(cache, available.get())) {
            var time = committedAt(cache, available.get());
            return acceptance -> !writtenAt(acceptance).isBefore(time);
        }
        var known = new HashSet<String>();
        newest(cache, available.get(), tip, acceptance -> {
            request(acceptance).ifPresent(known::add);
            return false;
        });
        return acceptance -> request(acceptance).filter(known::contains).isEmpty();
    }

    private static Optional<String> request(RevCommit acceptance) {
        return message(acceptance).trailer(TrailerKey.REQUEST_ID);
    }

    private static Instant writtenAt(RevCommit acceptance) {
        return acceptance.getAuthorIdent().getWhenAsInstant();
    }

    private static Instant committedAt(Repository cache, ObjectId commit) throws IOException {
        try (var commits = new RevWalk(cache)) {
            return Instant.ofEpochSecond(commits.parseCommit(commit).getCommitTime());
        }
    }

    /** The acceptance with an abbreviated id, or the acceptance of the commit with that id, in the history of a tip. */
    public Optional<CommitId> find(Repository cache, ObjectId tip, String revision) throws IOException {
        try (var commits = new RevWalk(cache)) {
            var found = newest(
                    cache,
                    tip,
                    null,
                    commit -> commit.name().startsWith(revision)
                            || isBelowOwnCommits(
                                    cache, commits, commit.getParent(0).copy(), revision));
            return found.map(commit -> CommitId.parse(commit.name()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Whether a commit has an abbreviated id, or has only the platform's own commits above a commit with that id.
     * Writers that did not notice a rewrite continue meanwhile. They must not prevent a person from accepting the
     * reviewed tip.
     */
    public boolean isBelowOwnCommits(Repository cache, ObjectId tip, String revision) throws IOException {
        try (var commits = new RevWalk(cache)) {
            return isBelowOwnCommits(cache, commits, tip, revision);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private boolean isBelowOwnCommits(Repository cache, RevWalk commits, ObjectId tip, String revision) {
        try {
            ObjectId id = tip;
            for (int i = 0; i < MAX_OWN_COMMITS; i++) {
                var at = commits.parseCommit(id);
                if (at.name().startsWith(revision)) {
                    return true;
                }
                if (!isOwn(cache, at)) {
                    return false;
                }
                id = at.getParent(0);
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the platform made this commit. */
    public boolean isOwn(Repository cache, ObjectId commit) throws IOException {
        try (var commits = new RevWalk(cache)) {
            return isOwn(cache, commits.parseCommit(commit));
        }
    }

    /** Reads the message first, because checking a signature takes longer. */
    private boolean isOwn(Repository cache, RevCommit commit) throws IOException {
        return commit.getParentCount() == 1
                && isPlatform(commit.getAuthorIdent())
                && isPlatform(commit.getCommitterIdent())
                && message(commit).trailer(TrailerKey.ACTION).isPresent()
                && (!signatures.isConfigured() || signatures.of(cache, commit) instanceof CommitSignature.Good);
    }

    private boolean isPlatform(@Nullable PersonIdent person) {
        return person != null
                && person.getName().equals(platform.name())
                && person.getEmailAddress().equals(platform.mail());
    }

    /** The newest acceptance that matches, in the history of one tip and not of the other. */
    private Optional<RevCommit> newest(
            Repository cache, ObjectId tip, @Nullable ObjectId without, Predicate<RevCommit> predicate)
            throws IOException {
        try (var commits = new RevWalk(cache)) {
            commits.markStart(commits.parseCommit(tip));
            if (without != null) {
                commits.markUninteresting(commits.parseCommit(without));
            }
            for (RevCommit commit; (commit = commits.next()) != null; ) {
                if (isAcceptance(cache, commits, commit) && predicate.test(commit)) {
                    return Optional.of(commit);
                }
            }
            return Optional.empty();
        }
    }

    private boolean isAcceptance(Repository cache, RevWalk commits, RevCommit commit) throws IOException {
        if (commit.getParentCount() != 1
                || message(commit)
                        .trailer(TrailerKey.ACTION)
                        .filter(Action.ACCEPT_REWRITE.word()::equals)
                        .isEmpty()) {
            return false;
        }
        var parent = commit.getParent(0);
        commits.parseHeaders(parent);
        return parent.getTree().equals(commit.getTree()) && isOwn(cache, commit);
    }

    private static CommitMessage message(RevCommit commit) {
        return CommitMessage.parse(commit.getFullMessage());
    }
}
