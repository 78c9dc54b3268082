package io.meshcloud.idp.contract.wire;

import java.util.List;

/** Every finding of the files that were checked. */
public record ValidationResult(boolean valid, int files, int environments, List<FindingView> findings) {
    public ValidationResult {
        findings = List.copyOf(findings);
    }
}
