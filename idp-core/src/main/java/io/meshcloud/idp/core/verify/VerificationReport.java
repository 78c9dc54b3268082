// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.caller.Caller;
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

    /** The same report with the findings that the caller may see. */
    VerificationReport visibleTo(Caller caller, Layout layout) {
        return caller.platform()
                ? this
                : new VerificationReport(
                        tip,
                        since,
                        commits,
                        releases,
                        signed,
                        findings.stream()
                                .filter(finding -> isVisible(finding, caller, layout))
                                .toList());
    }

    private static boolean isVisible(VerificationFinding finding, Caller caller, Layout layout) {
        int slash = finding.path().lastIndexOf('/');
        try {
            return slash > 0
                    && layout.address(StatePath.of(finding.path().substring(0, slash)))
                            .filter(caller::maySee)
                            .isPresent();
        } catch (IllegalArgumentException e) {
            // Not a path of the platform, so it belongs to no environment.
            return false;
        }
    }

    public boolean isClean() {
        return findings.isEmpty();
    }
}
