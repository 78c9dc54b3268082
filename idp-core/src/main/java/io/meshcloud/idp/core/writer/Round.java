package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * What everyone in a batch wants of one state, each decided behind the changes of those in front.
 *
 * @param base what it was decided on
 * @param decided in the order of the batch
 * @param changes all that is to be written, in the same order
 */
record Round(Snapshot base, List<Decided<?>> decided, List<Change> changes) {

    static Round decide(List<Waiting<?>> batch, Snapshot base) {
        var pending = PendingSnapshot.of(base);
        var decided = new ArrayList<Decided<?>>();
        var changes = new ArrayList<Change>();
        for (var waiting : batch) {
            var wanted = waiting.decide(pending);
            pending = wanted.changes().isEmpty() ? pending : pending.with(wanted.changes());
            changes.addAll(wanted.changes());
            decided.add(wanted);
        }
        return new Round(base, decided, changes);
    }

    /** Whether everyone has looked at this very state before they asked. */
    boolean isSeenByAll() {
        return decided.stream().allMatch(one -> one.waiting().hasSeen(base));
    }

    /**
     * Ends the wait of all, except of those that it returns: they want the next batch.
     *
     * @param commits one for each change
     */
    List<Waiting<?>> finish(List<CommitId> commits) {
        var later = new ArrayList<Waiting<?>>();
        int next = 0;
        for (var one : decided) {
            int size = one.changes().size();
            if (one.wantsToWaitOn() && !changes.isEmpty()) {
                later.add(one.waiting());
            } else {
                one.finish(commits.subList(next, next + size));
            }
            next += size;
        }
        return later;
    }
}
