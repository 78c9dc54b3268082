// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Searches the branch for an earlier attempt of one request. The first search goes back through a page of history;
 * later searches read only the commits since then, so that a search in the writer loop is short. A request id that was
 * generated for this request is not searched for. For one thread at a time.
 */
final class EarlierAttempts {
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

    EarlierAttempts(WriterLoop writer, EnvironmentAddress address, Action action, RequestContext context) {
        this.writer = writer;
        this.address = address;
        this.action = action;
        this.context = context;
    }

    /** Whether to search for an earlier attempt. A caller without the grant must not learn whether there is one. */
    boolean arePossible() {
        return !context.requestId().isNew() && context.caller().may(action, address);
    }

    /**
     * The earlier attempt that this state contains; queued changes are not searched.
     *
     * @param path of the environment's {@code release.yaml}
     */
    Optional<EarlierAttempt> in(PendingSnapshot snapshot, StatePath path) {
        if (found == null && arePossible()) {
            var before = searched;
            if (before == null) {
                searchHistory(snapshot.base(), path);
            } else if (!before.commit().equals(snapshot.commit())) {
                searchSince(before, snapshot.base());
            }
            searched = snapshot.base();
        }
        return Optional.ofNullable(found);
    }

    private void searchHistory(Snapshot snapshot, StatePath path) {
        var passed = new int[1];
        writer.history(snapshot, path, revision -> {
            found = EarlierAttempt.of(revision.commit(), revision.message(), action, context)
                    .orElse(null);
            return found == null && ++passed[0] < MAX_REVISIONS;
        });
    }

    private void searchSince(Snapshot before, Snapshot snapshot) {
        writer.commits(snapshot, before.commit().orElse(null), commit -> {
            if (isOfThisEnvironment(commit.message())) {
                found = EarlierAttempt.of(commit.id(), commit.message(), action, context)
                        .orElse(null);
            }
            return found == null;
        });
    }

    private boolean isOfThisEnvironment(String message) {
        return CommitMessage.parse(message)
                .trailer(TrailerKey.ENVIRONMENT)
                .filter(address.toString()::equals)
                .isPresent();
    }
}
