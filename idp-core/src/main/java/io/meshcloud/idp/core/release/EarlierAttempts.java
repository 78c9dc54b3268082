package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Searches the branch for an earlier attempt of one request: once behind the state that it was first seen in, at the price
 * of a page of history, and from then on only in what came since, so that nobody else in the writer loop waits for it. An id
 * that was made for the request itself is not looked for. For one thread at a time.
 */
final class EarlierAttempts {
    /** How many changes of an environment's release are looked at: whoever asks again does so soon. */
    private static final int MOST_REVISIONS = 200;

    private final WriterLoop writer;
    private final EnvironmentAddress address;
    private final Action action;
    private final RequestContext context;
    private @Nullable Snapshot seen;
    private @Nullable EarlierAttempt found;

    EarlierAttempts(WriterLoop writer, EnvironmentAddress address, Action action, RequestContext context) {
        this.writer = writer;
        this.address = address;
        this.action = action;
        this.context = context;
    }

    /** Whether there may be any at all; told to nobody who may not do what they ask for. */
    boolean arePossible() {
        return !context.requestId().isNew() && context.caller().may(action, address);
    }

    /** Wants no place in the writer loop. */
    void lookBehind(Snapshot snapshot) {
        if (!arePossible()) {
            return;
        }
        seen = snapshot;
        PlatformView.settings(PlatformView.read(snapshot)).ifPresent(platform -> {
            var looked = new ArrayList<EarlierAttempt>();
            var passed = new int[1];
            writer.history(snapshot, platform.layout().release(address), revision -> {
                EarlierAttempt.of(revision.commit(), revision.message(), action, context)
                        .ifPresent(looked::add);
                return looked.isEmpty() && ++passed[0] < MOST_REVISIONS;
            });
            found = looked.isEmpty() ? null : looked.get(0);
        });
    }

    /** The one that this state holds, changes that still wait aside. */
    Optional<EarlierAttempt> in(Snapshot snapshot) {
        var before = seen;
        boolean hasMoved = before != null && !before.commit().equals(snapshot.commit());
        if (found == null && before != null && hasMoved && arePossible()) {
            writer.commits(snapshot, before.commit().orElse(null), commit -> {
                if (isOurs(commit.message())) {
                    found = EarlierAttempt.of(commit.id(), commit.message(), action, context)
                            .orElse(null);
                }
                return found == null;
            });
            seen = snapshot instanceof PendingSnapshot pending ? pending.base() : snapshot;
        }
        return Optional.ofNullable(found);
    }

    private boolean isOurs(String message) {
        return CommitMessage.parse(message)
                .trailer(TrailerKey.ENVIRONMENT)
                .filter(address.toString()::equals)
                .isPresent();
    }
}
