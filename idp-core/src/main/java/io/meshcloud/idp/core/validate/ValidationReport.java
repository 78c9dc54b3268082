// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemKind;
import java.util.List;
import java.util.Optional;

/**
 * All findings of a state repository.
 *
 * @param files the number of checked files
 * @param environments the number of environments among them
 * @param findings sorted by position
 */
public record ValidationReport(int files, int environments, List<Finding> findings) {
    public ValidationReport {
        findings = findings.stream().sorted().distinct().toList();
    }

    /** Whether there is no error; there may be warnings. */
    public boolean isValid() {
        return findings.stream().noneMatch(Finding::isError);
    }

    /**
     * Empty if the report is valid. {@link ProblemKind#UNAVAILABLE} if each error says that a registry could not be
     * asked, so that nothing is known to be wrong; otherwise {@link ProblemKind#INVALID}.
     */
    public Optional<ProblemKind> failure() {
        if (isValid()) {
            return Optional.empty();
        }
        boolean isUnknown = findings.stream()
                .filter(Finding::isError)
                .map(finding -> finding.code().kind())
                .allMatch(kind -> kind == ProblemKind.UNAVAILABLE || kind == ProblemKind.UPSTREAM);
        return Optional.of(isUnknown ? ProblemKind.UNAVAILABLE : ProblemKind.INVALID);
    }
}
