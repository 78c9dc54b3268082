// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import java.util.Objects;

/**
 * One step of a decision, as {@code --explain} prints it.
 *
 * @param rule the rule's name, stable, such as {@code freeze}
 * @param saw the facts that the rule checked
 * @param verdict its verdict
 */
public record AppliedRule(String rule, String saw, Verdict verdict) {
    public AppliedRule {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(saw, "saw");
        Objects.requireNonNull(verdict, "verdict");
    }

    /** The verdict of a rule. */
    public enum Verdict {
        /** The request passes. */
        PASSED("passed"),
        /** The request passes, with a warning. */
        WARNED("warned"),
        /** There is nothing to do. */
        UNCHANGED("unchanged"),
        /** The request is refused. */
        REFUSED("refused");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
