// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.hold;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Searches the history of an {@code app-env.yaml} for an active hold. */
public final class HoldSearch {
    private HoldSearch() {}

    /**
     * A hold that was not ended.
     *
     * @param commit the commit of the hold
     * @param hold what the commit says about it
     * @param mode the mode before it, {@code auto} or {@code default}
     * @param after the file's bytes right after the hold
     * @param before the file's bytes right before the hold; absent if they cannot be read
     */
    record ActiveHold(
            CommitId commit,
            Hold hold,
            String mode,
            Bytes after,
            @Nullable Bytes before) {}

    /** The newest hold, if it was neither resumed nor replaced by a whole new file. */
    public static Optional<Hold> hold(StateRepository repository, Snapshot from, StatePath path) {
        return find(repository, from, path).map(ActiveHold::hold);
    }

    static Optional<ActiveHold> find(StateRepository repository, Snapshot from, StatePath path) {
        var walk = new Walk();
        repository.history(from, path, walk);
        return walk.result();
    }

    private static final class Walk implements Predicate<FileRevision> {
        private final ArrayList<StateFile> filesAtAndBeforeHold = new ArrayList<>();
        private @Nullable CommitId commit;
        private @Nullable Hold hold;
        private String mode = HoldChange.DEFAULT;

        @Override
        public boolean test(FileRevision revision) {
            if (commit != null) {
                filesAtAndBeforeHold.add(revision.file());
                return false;
            }
            var message = CommitMessage.parse(revision.message());
            var action = message.trailer(TrailerKey.ACTION).flatMap(Action::of);
            if (action.equals(Optional.of(Action.HOLD))) {
                commit = revision.commit();
                hold = new Hold(
                        revision.at(),
                        message.trailer(TrailerKey.ACTOR).orElse(null),
                        message.trailer(TrailerKey.REASON).orElse(null));
                mode = message.trailer(TrailerKey.HELD_MODE).orElse(HoldChange.DEFAULT);
                filesAtAndBeforeHold.add(revision.file());
                return true;
            }
            return !(revision.file() instanceof StateFile.Absent)
                    && action.filter(Walk::endsHold).isEmpty();
        }

        private static boolean endsHold(Action action) {
            return action == Action.RESUME || action == Action.CREATE || action == Action.APPLY;
        }

        Optional<ActiveHold> result() {
            var found = commit;
            var what = hold;
            if (found == null || what == null) {
                return Optional.empty();
            }
            var before = filesAtAndBeforeHold.size() < 2
                    ? Optional.<Bytes>empty()
                    : filesAtAndBeforeHold.get(1).regularBytes();
            return filesAtAndBeforeHold
                    .get(0)
                    .regularBytes()
                    .map(after -> new ActiveHold(found, what, mode, after, before.orElse(null)));
        }
    }
}
