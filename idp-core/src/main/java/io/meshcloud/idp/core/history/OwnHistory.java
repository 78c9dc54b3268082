// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.history;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.core.view.History;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Searches the history of a path for commits that the platform wrote. The author of another commit can choose its
 * trailers and files freely, so such a commit proves neither a release nor a request.
 */
public final class OwnHistory {
    /**
     * The most candidates that are checked: each costs a check of its signature, and a person who can push can write
     * many.
     */
    public static final int MAX_CANDIDATES = 100;

    private final History history;
    private final BiPredicate<Snapshot, CommitId> isOwn;

    /**
     * @param isOwn whether the platform wrote a commit, see {@link StateRepository#isOwn}; asked only about commits in
     *     which a search finds something
     */
    public OwnHistory(History history, BiPredicate<Snapshot, CommitId> isOwn) {
        this.history = Objects.requireNonNull(history, "history");
        this.isOwn = Objects.requireNonNull(isOwn, "isOwn");
    }

    /** What a search found in a commit of any author. */
    public record Candidate<T>(CommitId commit, T found) {}

    /**
     * What a search found in one commit.
     *
     * @param isOwn whether the platform wrote the commit
     */
    public record Match<T>(T found, boolean isOwn) {}

    /**
     * The result of the search in the newest matching commit of the platform; a commit matches if the search finds
     * something in it. If the platform has no such commit among the {@value #MAX_CANDIDATES} newest matching commits,
     * the result is the one in the newest matching commit of another author.
     *
     * @param limit the most commits to search, of any author
     */
    public <T> Optional<Match<T>> newest(
            Snapshot from, StatePath path, int limit, Function<FileRevision, Optional<T>> search) {
        return newest(
                        enough -> candidates(from, path, limit, enough, search),
                        commit -> isOwn.test(from, commit),
                        candidate -> true)
                .map(match -> new Match<>(match.found().found(), match.isOwn()));
    }

    /**
     * The same for another way to search.
     *
     * @param search finds as many commits as given, or all if there are fewer; newest first, and those of a smaller
     *     number are the newest of a greater one
     * @param isOwn whether the platform wrote a commit
     * @param counts whether a commit of another author is considered at all
     */
    public static <T> Optional<Match<Candidate<T>>> newest(
            IntFunction<List<Candidate<T>>> search, Predicate<CommitId> isOwn, Predicate<? super Candidate<T>> counts) {
        var newest = search.apply(1);
        if (newest.isEmpty() || isOwn.test(newest.get(0).commit())) {
            return newest.stream()
                    .map(candidate -> new Match<>(candidate, true))
                    .findFirst();
        }
        var candidates = search.apply(MAX_CANDIDATES);
        return candidates.stream()
                .skip(1)
                .filter(candidate -> isOwn.test(candidate.commit()))
                .map(candidate -> new Match<>(candidate, true))
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(counts)
                        .map(candidate -> new Match<>(candidate, false))
                        .findFirst());
    }

    /** The repository is asked about a commit after the walk, not during it. */
    private <T> List<Candidate<T>> candidates(
            Snapshot from, StatePath path, int limit, int enough, Function<FileRevision, Optional<T>> search) {
        var candidates = new ArrayList<Candidate<T>>();
        var passed = new int[1];
        history.walk(from, path, revision -> {
            search.apply(revision).ifPresent(found -> candidates.add(new Candidate<>(revision.commit(), found)));
            return candidates.size() < enough && ++passed[0] < limit;
        });
        return candidates;
    }
}
