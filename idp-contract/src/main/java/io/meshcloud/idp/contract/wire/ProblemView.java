// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;

/**
 * Why something was rejected or failed, within another record.
 *
 * <p>Note: {@link ProblemDetails} is the record of a problem that is the whole answer.
 */
public record ProblemView(
        String code,
        String title,
        String what,
        String where,
        String fix,
        boolean retryable,
        List<FindingView> findings) {
    public ProblemView {
        findings = List.copyOf(findings);
    }
}
