// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.transport.ProtocolV2;
import io.meshcloud.idp.git.transport.RemoteBranches;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Determines the state branch: the configured one; else the remote's default branch, which for an empty repository is
 * the local {@code HEAD} or what the server reports; else {@code main}, with a note. The choice is kept until that
 * branch disappears.
 */
public final class BranchChoice {
    private static final String DEFAULT_BRANCH = "main";

    private final GitConfig config;
    private final RemoteUrl url;
    private final Fetcher fetcher;
    private final BranchFollower follower;
    private final Consumer<String> notes;
    private final AtomicReference<@Nullable String> known;

    public BranchChoice(
            GitConfig config, RemoteUrl url, Fetcher fetcher, BranchFollower follower, Consumer<String> notes) {
        this.config = config;
        this.url = url;
        this.fetcher = fetcher;
        this.follower = follower;
        this.notes = notes;
        this.known = new AtomicReference<>(config.branch());
    }

    /**
     * The branch and its commit.
     *
     * @param tip {@code null} if the repository is empty
     */
    public record Tip(String branch, @Nullable ObjectId tip) {}

    /** Fetches the branch into the cache. */
    public Tip fetch(Repository cache) throws IOException {
        var remembered = follower.remembered(cache);
        try {
            var tip = find((ref, selection) -> follower.fetch(cache, ref, selection));
            if (tip.tip() == null) {
                follower.requireNeverSeen(remembered);
            }
            return tip;
        } catch (IdpException e) {
            // A branch that was seen before is gone, whatever other branches there are.
            if (e.problem().code() == ProblemCode.BRANCH_NOT_FOUND) {
                follower.requireNeverSeen(remembered);
            }
            throw e;
        }
    }

    /** Fetches the branch's commits even if the branch was rewritten; the cache's own branch does not move. */
    public Tip look(Repository cache) throws IOException {
        return find((ref, selection) -> fetcher.fetch(cache, ref, selection).map(Ref::getObjectId));
    }

    @FunctionalInterface
    private interface Query {
        Optional<ObjectId> ask(@Nullable String ref, Fetcher.Selection selection) throws IOException;
    }

    private Tip find(Query query) throws IOException {
        var branch = known.get();
        if (branch != null) {
            var tip = query.ask(Constants.R_HEADS + branch, branches -> branches.tip(branch));
            if (tip.isPresent()) {
                return new Tip(branch, tip.get());
            }
        }
        return findChosen(query);
    }

    private Tip findChosen(Query query) throws IOException {
        var chosen = new AtomicReference<@Nullable String>();
        var tip = query.ask(null, branches -> choose(branches, chosen));
        var branch = chosen.get();
        if (branch == null) {
            branch = config.branch() == null ? branchOfEmptyRepository() : config.branch();
        }
        known.set(branch);
        return new Tip(branch, tip.orElse(null));
    }

    private @Nullable Ref choose(RemoteBranches branches, AtomicReference<@Nullable String> chosen) {
        if (branches.isEmpty()) {
            return null;
        }
        var branch = config.branch() == null ? branches.own() : config.branch();
        if (branch == null) {
            throw branches.missing(url, "the repository does not report a default branch");
        }
        var tip = branches.tip(branch);
        if (tip == null) {
            throw branches.missing(url, "the repository has no branch '" + branch + "'");
        }
        chosen.set(branch);
        return tip;
    }

    private String branchOfEmptyRepository() {
        var before = known.get();
        if (before != null) {
            return before;
        }
        Optional<String> reported = ProtocolV2.headOfEmpty(config, url);
        if (reported.isEmpty()) {
            notes.accept("the repository is empty and does not report its default branch: using '" + DEFAULT_BRANCH
                    + "'; choose another with --branch");
        }
        return reported.orElse(DEFAULT_BRANCH);
    }
}
