package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a release or a rollback: {@code result} is one of updated, unchanged, rejected, held, planned. */
public record ReleaseResult(
        String result,
        String address,
        @Nullable String image,
        @Nullable String tag,
        @Nullable String digest,
        @Nullable String previousImage,
        List<String> commits,
        @Nullable String note,
        @Nullable ProblemView problem,
        List<FileChangeView> files,
        List<WarningView> warnings,
        List<RuleView> trace) {
    public ReleaseResult {
        commits = List.copyOf(commits);
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
        trace = List.copyOf(trace);
    }
}
