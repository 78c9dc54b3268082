package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a walk over the history of the state repository found. Where {@code signaturesChecked} is {@code false} it is a
 * consistency check only: whoever may push can write the platform's name.
 *
 * @param commit the newest commit that was looked at
 * @param since where the walk ended; that commit was not looked at
 * @param commits how many were looked at
 * @param releases how many changes of a {@code release.yaml} are among them
 */
public record VerificationResult(
        boolean valid,
        boolean signaturesChecked,
        @Nullable String commit,
        @Nullable String since,
        int commits,
        int releases,
        List<VerificationFindingView> findings) {
    public VerificationResult {
        findings = List.copyOf(findings);
    }
}
