// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.core.history.OwnHistory;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Searches the branch for an earlier attempt of one request. The first search goes back through a page of history,
 * unless the request id was generated for this request. Later searches read only the commits since then, so that a
 * search in the writer loop is short: they find what this very request wrote, whatever answer its push got. A commit
 * that this process does not recognise as the platform's own blocks the request id: it may be an attempt under other
 * settings, or a copy by somebody who can push. For one thread at a time.
 */
public final class EarlierAttempts {
    /**
     * How many changes of an environment's release are searched; a caller repeats a request soon, so a few are enough.
     */
    private static final int MAX_REVISIONS = 200;

    private final WriterLoop writer;
    private final EnvironmentAddress address;
    private final Action action;
    private final RequestContext context;
    private @Nullable Snapshot searched;
    private @Nullable EarlierAttempt found;

    public EarlierAttempts(WriterLoop writer, EnvironmentAddress address, Action action, RequestContext context) {
        this.writer = writer;
        this.address = address;
        this.action = action;
        this.context = context;
    }

    /** Whether there may be an attempt before this call of the service. */
    public boolean arePossible() {
        return !context.requestId().isNew() && maySearch();
    }

    /** A caller without the grant must not learn whether there is an attempt. */
    private boolean maySearch() {
        return context.caller().may(action, address);
    }

    /**
     * The earlier attempt that this state contains; queued changes are not searched.
     *
     * @param path of the environment's {@code release.yaml}
     */
    public Optional<EarlierAttempt> in(PendingSnapshot snapshot, StatePath path) {
        if (found == null && maySearch()) {
            var before = searched;
            if (before == null) {
                if (arePossible()) {
                    searchHistory(snapshot.base(), path);
                }
            } else if (mayHaveNewAttempt(before, snapshot, path)) {
                searchSince(before, snapshot.base(), path);
            }
            searched = snapshot.base();
        }
        return Optional.ofNullable(found);
    }

    /**
     * A request that is made for the first time can be on the branch only after a push, and an attempt changes the
     * release; so it needs few searches.
     */
    private boolean mayHaveNewAttempt(Snapshot before, PendingSnapshot now, StatePath path) {
        return !before.commit().equals(now.commit())
                && (arePossible()
                        || (now.isPushedBefore()
                                && !before.read(path).equals(now.base().read(path))));
    }

    private void searchHistory(Snapshot snapshot, StatePath path) {
        found = new OwnHistory(writer::history, writer::isOwn)
                .newest(snapshot, path, MAX_REVISIONS, revision -> EarlierAttempt.of(revision, path, context))
                .map(match -> match.isOwn() ? match.found() : match.found().asUnrecognised())
                .orElse(null);
    }

    /**
     * Looks for commits that name the request in their messages, which are cheap to read, and reads the effect of such
     * a commit from the release's history.
     */
    private void searchSince(Snapshot before, Snapshot snapshot, StatePath path) {
        var named = new boolean[1];
        writer.commits(snapshot, before.commit().orElse(null), commit -> {
            var message = CommitMessage.parse(commit.message());
            named[0] = isOfThisEnvironment(message) && EarlierAttempt.isNamedBy(message, context);
            return !named[0];
        });
        if (named[0]) {
            searchHistory(snapshot, path);
        }
    }

    private boolean isOfThisEnvironment(CommitMessage message) {
        return message.trailer(TrailerKey.ENVIRONMENT)
                .filter(address.toString()::equals)
                .isPresent();
    }
}
