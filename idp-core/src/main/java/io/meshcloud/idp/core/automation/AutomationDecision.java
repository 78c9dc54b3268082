package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.core.release.ReleaseDecision;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import java.util.Objects;

/** What automation does about an environment. */
sealed interface AutomationDecision {

    /** Write this release. */
    record Write(ReleaseDecision.Update update) implements AutomationDecision {
        public Write {
            Objects.requireNonNull(update, "update");
        }
    }

    /** Nothing is to be written, and why. */
    record Settled(ReleaseOutcome outcome) implements AutomationDecision {
        public Settled {
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /** It cannot be told before the registry answers this. */
    record Asking(RegistryQuestion question) implements AutomationDecision {
        public Asking {
            Objects.requireNonNull(question, "question");
        }
    }
}
