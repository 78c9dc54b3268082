// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.problem.ProblemKind;

/** The one place that maps the kind of a problem to an exit code. */
public final class ExitCodes {
    /** Done, nothing to do, or left to a person by a rule. */
    public static final int DONE = 0;

    private ExitCodes() {}

    public static int of(ProblemKind kind) {
        return switch (kind) {
            case INTERNAL -> 1;
            case USAGE -> 2;
            case INVALID, FORBIDDEN -> 3;
            case NOT_FOUND, AMBIGUOUS -> 4;
            case CONFLICT, PRECONDITION -> 5;
            case UNAVAILABLE, UPSTREAM -> 6;
        };
    }
}
