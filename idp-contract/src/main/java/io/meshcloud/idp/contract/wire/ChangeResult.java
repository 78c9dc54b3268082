package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of another change: {@code result} is one of changed, unchanged, rejected, planned.
 *
 * @param registry what was done at the registry, too
 */
public record ChangeResult(
        String result,
        String subject,
        List<String> commits,
        @Nullable String note,
        @Nullable ProblemView problem,
        List<FileChangeView> files,
        List<WarningView> warnings,
        @Nullable RegistrySideResult registry) {
    public ChangeResult {
        commits = List.copyOf(commits);
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
    }

    /** The same, with what was done at the registry. */
    public ChangeResult with(@Nullable RegistrySideResult done) {
        return new ChangeResult(result, subject, commits, note, problem, files, warnings, done);
    }
}
