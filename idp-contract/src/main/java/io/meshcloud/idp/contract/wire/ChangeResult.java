// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a change other than a release.
 *
 * @param subject the environment's address, or the file or branch that was changed
 * @param commits the commits that were written
 * @param note why nothing changed
 * @param problem why the change was rejected
 * @param files the files that were changed, or would be
 * @param registry what was provisioned at the registry; absent if nothing was
 * @param at the time of the commits; if there are none, the time of the answer
 * @param links URLs by name: "commit" is the page of the first of the commits; absent if none is known
 */
public record ChangeResult(
        Status result,
        String subject,
        List<String> commits,
        @Nullable String note,
        @Nullable ProblemView problem,
        List<FileChangeView> files,
        List<WarningView> warnings,
        @Nullable RegistryResult registry,
        String at,
        @Nullable Map<String, String> links) {
    public ChangeResult {
        commits = List.copyOf(commits);
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
        links = links == null ? null : Map.copyOf(links);
    }

    /** The same, with what was done at the registry. */
    public ChangeResult with(@Nullable RegistryResult done) {
        return new ChangeResult(result, subject, commits, note, problem, files, warnings, done, at, links);
    }

    /** What happened to the change. */
    public enum Status {
        /** The change was written. */
        CHANGED,
        /** The state repository is already as requested. */
        UNCHANGED,
        /** A rule refused the change. */
        REJECTED,
        /** A dry run: the change would be written. */
        PLANNED;

        /** The name of this value in JSON records. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
