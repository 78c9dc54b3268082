package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.contract.problem.Finding;
import java.util.List;

/**
 * Every finding of a state repository.
 *
 * @param files how many files were looked at
 * @param environments how many environments are among them
 * @param findings sorted by position
 */
public record ValidationReport(int files, int environments, List<Finding> findings) {
    public ValidationReport {
        findings = findings.stream().sorted().distinct().toList();
    }

    /** Whether nothing is refused; warnings may be there. */
    public boolean isValid() {
        return findings.stream().noneMatch(Finding::isError);
    }
}
