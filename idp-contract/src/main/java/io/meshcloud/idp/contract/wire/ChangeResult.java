package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of another change: {@code result} is one of changed, unchanged, rejected, planned. */
public record ChangeResult(
        String result,
        String subject,
        List<String> commits,
        @Nullable String note,
        @Nullable ProblemView problem,
        List<FileChangeView> files,
        List<WarningView> warnings) {
    public ChangeResult {
        commits = List.copyOf(commits);
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
    }
}
