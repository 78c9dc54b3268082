// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import io.meshcloud.idp.contract.problem.Problem;
import java.util.Optional;

/**
 * The report of an update to its caller, as one line of text between processes.
 *
 * @param outcome {@code updated}, {@code unchanged}, or the name of the problem's code
 */
record Report(String outcome, String requestId, String address, String digest, String text) {
    private static final int FIELDS = 5;
    private static final String BETWEEN = "\t";

    static Report of(Update update, String digest, String outcome) {
        return new Report(outcome, update.id().value(), update.address().toString(), digest, "");
    }

    static Report of(Update update, String digest, Problem problem) {
        return new Report(
                problem.code().name(), update.id().value(), update.address().toString(), digest, problem.what());
    }

    boolean isDone() {
        return outcome.equals("updated") || outcome.equals("unchanged");
    }

    boolean isUnknown() {
        return outcome.equals("OUTCOME_UNKNOWN");
    }

    String line() {
        return String.join(BETWEEN, outcome, requestId, address, digest, text + ".");
    }

    /** Empty for an incomplete line, whose writer was killed. */
    static Optional<Report> parse(String line) {
        var fields = line.split(BETWEEN, -1);
        return fields.length == FIELDS && line.endsWith(".")
                ? Optional.of(new Report(
                        fields[0], fields[1], fields[2], fields[3], fields[4].substring(0, fields[4].length() - 1)))
                : Optional.empty();
    }
}
