// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;

/** Runs an intent that changes files through the writer loop; a dry run only decides it. */
public final class ChangeWriter {
    private final WriterLoop writer;

    public ChangeWriter(WriterLoop writer) {
        this.writer = writer;
    }

    public ChangeOutcome run(boolean dryRun, Intent<ChangeOutcome> intent) {
        return run(writer.fetch(), dryRun, intent);
    }

    /** The same on a snapshot that the caller {@linkplain WriterLoop#fetch() fetched}. */
    public ChangeOutcome run(Snapshot seen, boolean dryRun, Intent<ChangeOutcome> intent) {
        return dryRun ? planned(intent.decide(PendingSnapshot.of(seen))) : writer.submit(seen, intent);
    }

    private static ChangeOutcome planned(Plan<ChangeOutcome> plan) {
        if (plan instanceof Plan.Write<ChangeOutcome> write) {
            return write.answer().apply(List.of()).asPlanned();
        }
        if (plan instanceof Plan.Answer<ChangeOutcome> known) {
            return known.answer();
        }
        throw new IllegalStateException("an intent was deferred in a dry run, which has no pending changes");
    }

    /**
     * The plan to write these changes.
     *
     * @param subject see {@link ChangeOutcome#subject}
     * @param before the snapshot that the changes were decided on
     * @param changes at least one, in the order of their commits
     */
    public static Plan<ChangeOutcome> write(
            String subject, Snapshot before, List<Change> changes, List<Warning> warnings) {
        var files = FileChange.of(before, changes);
        return new Plan.Write<>(changes, commits -> new ChangeOutcome.Changed(subject, commits, files, warnings));
    }

    /** The plan to write nothing, because there is nothing to do. */
    public static Plan<ChangeOutcome> unchanged(String subject, String note) {
        return new Plan.Answer<>(new ChangeOutcome.Unchanged(subject, note, List.of()));
    }

    /** The plan to write nothing, because a rule refuses the request. */
    public static Plan<ChangeOutcome> rejected(String subject, Problem problem) {
        return new Plan.Answer<>(new ChangeOutcome.Rejected(subject, problem, List.of()));
    }
}
