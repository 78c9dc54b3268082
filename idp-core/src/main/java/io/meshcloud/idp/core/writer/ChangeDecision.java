package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.spi.state.Change;
import java.util.List;
import java.util.Objects;

/** What was decided on a change of files, before anything is written. */
public sealed interface ChangeDecision {

    /**
     * Write these.
     *
     * @param changes at least one, in the order of their commits
     */
    record Write(List<Change> changes, List<Warning> warnings) implements ChangeDecision {
        public Write {
            changes = List.copyOf(changes);
            warnings = List.copyOf(warnings);
        }
    }

    /** Everything is as wanted already. */
    record Unchanged(String note) implements ChangeDecision {
        public Unchanged {
            Objects.requireNonNull(note, "note");
        }
    }

    /** A rule refuses it. */
    record Rejected(Problem problem) implements ChangeDecision {
        public Rejected {
            Objects.requireNonNull(problem, "problem");
        }
    }

    /** It hangs on history that is not written yet, see {@link Plan.Later}. */
    record Later() implements ChangeDecision {}
}
