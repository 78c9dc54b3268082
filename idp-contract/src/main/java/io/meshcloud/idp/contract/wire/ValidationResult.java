// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;

/** All findings of the checked files. */
public record ValidationResult(boolean valid, int files, int environments, List<FindingView> findings) {
    public ValidationResult {
        findings = List.copyOf(findings);
    }
}
