package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One environment in a list; {@code state} is one of ok, broken. */
public record EnvironmentSummaryView(
        String address,
        String state,
        @Nullable String environment,
        @Nullable String mode,
        boolean held,
        @Nullable String image,
        @Nullable String tag,
        @Nullable String digest,
        @Nullable String releasedAt,
        List<FindingView> findings) {
    public EnvironmentSummaryView {
        findings = List.copyOf(findings);
    }
}
