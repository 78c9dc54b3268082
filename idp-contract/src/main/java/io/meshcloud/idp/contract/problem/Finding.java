// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;

/**
 * An error or a warning at one place in a file. Validation reports all findings at once, sorted.
 *
 * @param code the rule's code
 * @param severity whether the finding makes the file invalid
 * @param location the position of the scalar or key
 * @param pointer the path of the field, such as {@code spec.runtime.scaling.replicas}; empty for the file as a whole
 * @param what what is wrong, naming the value
 * @param fix how to fix it
 */
public record Finding(ProblemCode code, Severity severity, Location location, String pointer, String what, String fix)
        implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::location)
            .thenComparing(Finding::pointer)
            .thenComparing(Finding::code)
            .thenComparing(Finding::what)
            .thenComparing(Finding::fix)
            .thenComparing(Finding::severity);

    /** Whether a finding makes a file invalid. */
    public enum Severity {
        ERROR,
        WARNING;

        /** {@code error} or {@code warning}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(fix, "fix");
    }

    public static Finding error(ProblemCode code, Location location, String pointer, String what, String fix) {
        return new Finding(code, Severity.ERROR, location, pointer, what, fix);
    }

    public static Finding warning(ProblemCode code, Location location, String pointer, String what, String fix) {
        return new Finding(code, Severity.WARNING, location, pointer, what, fix);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** This finding as a warning, for a file that was valid before the platform tightened a rule. */
    public Finding asWarning() {
        return new Finding(code, Severity.WARNING, location, pointer, what, fix);
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }
}
