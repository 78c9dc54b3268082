package io.meshcloud.idp.core.release;

import java.util.Objects;

/**
 * One step of a decision, which answers why ({@code --explain}).
 *
 * @param rule the rule's name, stable, such as {@code freeze}
 * @param saw what it looked at
 * @param verdict what it said
 */
public record AppliedRule(String rule, String saw, Verdict verdict) {
    public AppliedRule {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(saw, "saw");
        Objects.requireNonNull(verdict, "verdict");
    }

    /** What a rule says. */
    public enum Verdict {
        /** Go on. */
        PASSED("passed"),
        /** Go on, with a warning. */
        WARNED("warned"),
        /** There is nothing to do. */
        UNCHANGED("unchanged"),
        /** No. */
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
