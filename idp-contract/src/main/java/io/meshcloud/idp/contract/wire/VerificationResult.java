// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The findings in the history of the state repository. If {@code signaturesChecked} is {@code false}, the result is
 * only a consistency check, because anyone who may push can write commits in the platform's name.
 *
 * @param commit the newest checked commit
 * @param since the commit at which the check ended; it was not checked itself
 * @param commits the number of checked commits
 * @param releases the number of changes of a {@code release.yaml} in these commits
 * @param at the time of the answer
 */
public record VerificationResult(
        boolean valid,
        boolean signaturesChecked,
        @Nullable String commit,
        @Nullable String since,
        int commits,
        int releases,
        List<VerificationFindingView> findings,
        String at) {
    public VerificationResult {
        findings = List.copyOf(findings);
    }
}
