package io.meshcloud.idp.git.branch;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.transport.Heads;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.transport.EmptyHead;

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
 * Which branch holds the state: the given one; else the remote's own, which for an empty repository is the {@code HEAD}
 * of a local path or what the server tells; else {@code main}, and says so. Once found it stays, unless it goes away.
 */
public final class BranchChoice {
    private static final String LAST_RESORT = "main";

    private final GitConfig config;
    private final RemoteUrl url;
    private final Fetching fetching;
    private final BranchFollower follower;
    private final Consumer<String> notes;
    private final AtomicReference<@Nullable String> known;

    public BranchChoice(
            GitConfig config, RemoteUrl url, Fetching fetching, BranchFollower follower, Consumer<String> notes) {
        this.config = config;
        this.url = url;
        this.fetching = fetching;
        this.follower = follower;
        this.notes = notes;
        this.known = new AtomicReference<>(config.branch());
    }

    /**
     * Where the branch is.
     *
     * @param tip {@code null} if the repository is empty
     */
    public record Tip(String branch, @Nullable ObjectId tip) {}

    /** Asks the remote, and brings the branch into the cache. */
    public Tip fetch(Repository cache) throws IOException {
        var remembered = follower.remembered(cache);
        var tip = find((ref, choice) -> follower.fetch(cache, ref, choice));
        if (tip.tip() == null) {
            follower.requireNothingSeen(remembered);
        }
        return tip;
    }

    /** Asks the remote and brings its commits, whatever became of the branch; the cache's own branch stays. */
    public Tip look(Repository cache) throws IOException {
        return find((ref, choice) -> fetching.bring(cache, ref, choice).map(Ref::getObjectId));
    }

    @FunctionalInterface
    private interface Asking {
        Optional<ObjectId> ask(@Nullable String ref, Fetching.Choice choice) throws IOException;
    }

    private Tip find(Asking asking) throws IOException {
        var branch = known.get();
        if (branch != null) {
            var tip = asking.ask(Constants.R_HEADS + branch, heads -> heads.tip(branch));
            if (tip.isPresent()) {
                return new Tip(branch, tip.get());
            }
        }
        return findChosen(asking);
    }

    private Tip findChosen(Asking asking) throws IOException {
        var chosen = new AtomicReference<@Nullable String>();
        var tip = asking.ask(null, heads -> choose(heads, chosen));
        var branch = chosen.get();
        if (branch == null) {
            branch = config.branch() == null ? ofEmpty() : config.branch();
        }
        known.set(branch);
        return new Tip(branch, tip.orElse(null));
    }

    private @Nullable Ref choose(Heads heads, AtomicReference<@Nullable String> chosen) {
        if (heads.isEmpty()) {
            return null;
        }
        var branch = config.branch() == null ? heads.own() : config.branch();
        if (branch == null) {
            throw heads.missing(url, "the repository names no branch as its own");
        }
        var tip = heads.tip(branch);
        if (tip == null) {
            throw heads.missing(url, "the repository has no branch '" + branch + "'");
        }
        chosen.set(branch);
        return tip;
    }

    private String ofEmpty() {
        var before = known.get();
        if (before != null) {
            return before;
        }
        Optional<String> told = EmptyHead.of(config, url);
        if (told.isEmpty()) {
            notes.accept("the repository is empty and does not tell its branch: taking '" + LAST_RESORT
                    + "'; choose another with --branch");
        }
        return told.orElse(LAST_RESORT);
    }
}
