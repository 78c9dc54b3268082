package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;
import java.util.function.Function;

/** Carries a decision on files through the writer loop, or only as far as a dry run goes. */
public final class ChangeWriter {
    private final WriterLoop writer;

    public ChangeWriter(WriterLoop writer) {
        this.writer = writer;
    }

    /**
     * @param subject what the outcome is about
     * @param decide pure; called again on another state after a conflict
     */
    public ChangeOutcome run(String subject, boolean dryRun, Function<PendingSnapshot, ChangeDecision> decide) {
        return run(writer.fetch(), subject, dryRun, decide);
    }

    /** The same on a snapshot that was fetched before. */
    public ChangeOutcome run(
            Snapshot seen, String subject, boolean dryRun, Function<PendingSnapshot, ChangeDecision> decide) {
        if (dryRun) {
            var snapshot = PendingSnapshot.of(seen);
            return planned(subject, snapshot, decide.apply(snapshot));
        }
        return writer.submit(seen, snapshot -> plan(subject, snapshot, decide.apply(snapshot)));
    }

    private static Plan<ChangeOutcome> plan(String subject, Snapshot snapshot, ChangeDecision decision) {
        if (decision instanceof ChangeDecision.Write write) {
            var files = FileChange.of(snapshot, write.changes());
            return new Plan.Write<>(
                    write.changes(), commits -> new ChangeOutcome.Changed(subject, commits, files, write.warnings()));
        }
        if (decision instanceof ChangeDecision.Later) {
            return new Plan.Later<>();
        }
        return new Plan.Answer<>(planned(subject, snapshot, decision));
    }

    private static ChangeOutcome planned(String subject, Snapshot snapshot, ChangeDecision decision) {
        if (decision instanceof ChangeDecision.Write write) {
            return new ChangeOutcome.Planned(subject, FileChange.of(snapshot, write.changes()), write.warnings());
        }
        if (decision instanceof ChangeDecision.Unchanged unchanged) {
            return new ChangeOutcome.Unchanged(subject, unchanged.note(), List.<Warning>of());
        }
        if (decision instanceof ChangeDecision.Rejected rejected) {
            return new ChangeOutcome.Rejected(subject, rejected.problem(), List.<Warning>of());
        }
        throw new IllegalStateException("nothing waits in front of a dry run");
    }
}
