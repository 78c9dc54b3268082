package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.spi.state.CommitId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a walk over history found. Without signatures it is a consistency check: whoever may push can write anybody's
 * name and trailers that fit.
 *
 * @param tip the newest commit that was looked at; absent if the branch has none
 * @param since where the walk ended; absent if it went to the beginning
 * @param commits how many commits were looked at
 * @param releases how many changes of a {@code release.yaml} are among them
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
