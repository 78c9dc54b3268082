package io.meshcloud.idp.git;

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
final class BranchChoice {
    private static final String LAST_RESORT = "main";

    private final GitConfig config;
    private final Remote remote;
    private final Consumer<String> notes;
    private final AtomicReference<@Nullable String> known;

    BranchChoice(GitConfig config, Remote remote, Consumer<String> notes) {
        this.config = config;
        this.remote = remote;
        this.notes = notes;
        this.known = new AtomicReference<>(config.branch());
    }

    /**
     * Where the branch is.
     *
     * @param tip {@code null} if the repository is empty
     */
    record Tip(String branch, @Nullable ObjectId tip) {}

    /** Asks the remote, and brings the branch into the cache. */
    Tip fetch(Repository cache) throws IOException {
        var remembered = remote.remembered(cache);
        var tip = find((ref, choice) -> remote.fetch(cache, ref, choice));
        if (tip.tip() == null) {
            remote.requireNothingSeen(remembered);
        }
        return tip;
    }

    /** Asks the remote and brings its commits, whatever became of the branch; the cache's own branch stays. */
    Tip look(Repository cache) throws IOException {
        return find((ref, choice) -> remote.look(cache, ref, choice).map(Ref::getObjectId));
    }

    @FunctionalInterface
    private interface Asking {
        Optional<ObjectId> ask(@Nullable String ref, Remote.Choice choice) throws IOException;
    }

    private Tip find(Asking asking) throws IOException {
        var branch = known.get();
        if (branch != null) {
            var tip = asking.ask(ref(branch), heads -> heads.tip(branch));
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
            throw heads.missing(remote.url(), "the repository names no branch as its own");
        }
        var tip = heads.tip(branch);
        if (tip == null) {
            throw heads.missing(remote.url(), "the repository has no branch '" + branch + "'");
        }
        chosen.set(branch);
        return tip;
    }

    private String ofEmpty() {
        var before = known.get();
        if (before != null) {
            return before;
        }
        Optional<String> told = remote.headOfEmpty();
        if (told.isEmpty()) {
            notes.accept("the repository is empty and does not tell its branch: taking '" + LAST_RESORT
                    + "'; choose another with --branch");
        }
        return told.orElse(LAST_RESORT);
    }

    static String ref(String branch) {
        return Constants.R_HEADS + branch;
    }

    /** What a server calls a branch becomes the name of a file in the cache; one such as {@code ../x} is none. */
    static boolean isBranch(String ref) {
        return ref.startsWith(Constants.R_HEADS) && Repository.isValidRefName(ref);
    }
}
