// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a release or a rollback.
 *
 * @param image the image that runs now, or would run
 * @param previousImage the image that ran before
 * @param rollback how far a rollback goes back; absent for a release, or if nothing was written
 * @param commits the commits that were written
 * @param note why nothing changed, or why automation is held
 * @param problem why the release was rejected
 * @param files the files that were changed, or would be
 * @param trace the rules that were applied, in their order
 * @param at the time of the commits; if there are none, the time of the answer
 * @param links URLs by name: "commit" is the page of the first of the commits; absent if none is known
 */
public record ReleaseResult(
        Status result,
        String address,
        @Nullable String image,
        @Nullable String tag,
        @Nullable String digest,
        @Nullable String previousImage,
        @Nullable RollbackView rollback,
        List<String> commits,
        @Nullable String note,
        @Nullable ProblemView problem,
        List<FileChangeView> files,
        List<WarningView> warnings,
        List<RuleView> trace,
        String at,
        @Nullable Map<String, String> links) {
    public ReleaseResult {
        commits = List.copyOf(commits);
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
        trace = List.copyOf(trace);
        links = links == null ? null : Map.copyOf(links);
    }

    /** What happened to the release. */
    public enum Status {
        /** The release was written. */
        UPDATED,
        /** The environment runs this image already. */
        UNCHANGED,
        /** A rule refused the release. */
        REJECTED,
        /** A stop or a freeze holds automation back. */
        HELD,
        /** A dry run: the release would be written. */
        PLANNED,
        /**
         * A pull request was opened that contains the release. Reserved: no release has this result yet, so the core
         * has no such outcome. A program that reads records must accept it.
         */
        PROPOSED;

        /** The name of this value in JSON records. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
