// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.contract.problem.Finding;
import java.util.List;

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
}
