// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;

/**
 * All findings of the checked files.
 *
 * @param at the time of the answer
 */
public record ValidationResult(boolean valid, int files, int environments, List<FindingView> findings, String at) {
    public ValidationResult {
        findings = List.copyOf(findings);
    }
}
