// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.spi.state.CommitId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a verification. Without signatures it is only a consistency check: anyone who may push can write any
 * name and matching trailers.
 *
 * @param tip the newest verified commit; absent if the branch has none
 * @param since the commit that the walk ended at; absent if it went to the beginning
 * @param commits the number of verified commits
 * @param releases the number of changes of a {@code release.yaml} among them
 * @param signed whether signatures were checked
 * @param findings newest commit first
 */
public record VerificationReport(
        @Nullable CommitId tip,
        @Nullable CommitId since,
        int commits,
        int releases,
        boolean signed,
        List<VerificationFinding> findings) {
    public VerificationReport {
        findings = List.copyOf(findings);
    }

    public boolean isClean() {
        return findings.isEmpty();
    }
}
