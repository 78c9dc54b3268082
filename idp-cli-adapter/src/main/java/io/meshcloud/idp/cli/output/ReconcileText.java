// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.ProblemView;
import io.meshcloud.idp.contract.wire.ReconcileResult;
import io.meshcloud.idp.contract.wire.ReconciledEnvironmentView;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The outcome of a poll, as text: the environments with a change, a refusal or a failure, then the totals. */
public final class ReconcileText {
    /** So that the progress fits into a line of a terminal. */
    private static final int MAX_NAMED = 2;

    private ReconcileText() {}

    public static String of(ReconcileResult result) {
        return since(result, null);
    }

    /**
     * The same without the lines about an environment that repeat the previous poll, such as the same refusal.
     *
     * @param previous the previous poll; absent for the first one
     */
    public static String since(ReconcileResult result, @Nullable ReconcileResult previous) {
        if (result.off() != null) {
            return "automation is off: " + Printable.of(result.off()) + "\n";
        }
        var said = new HashSet<List<String>>();
        if (previous != null) {
            previous.environments().forEach(it -> said.add(cells(it)));
        }
        var shown = result.environments().stream()
                .filter(it -> isShown(it) && !said.contains(cells(it)))
                .toList();
        var text = new StringBuilder();
        if (!shown.isEmpty()) {
            var table = new Table("ENVIRONMENT", "RESULT", "IMAGE OR REASON");
            shown.forEach(it -> table.row(cells(it).toArray(String[]::new)));
            text.append(table);
        }
        return text.append((result.planned() > 0 ? result.planned() + " planned, " : result.updated() + " updated, ")
                        + result.unchanged() + " unchanged, " + result.held()
                        + " held, " + result.rejected() + " rejected, " + result.failed() + " not looked at"
                        + (result.manual() > 0 ? ", " + result.manual() + " manual or held by people" : "")
                        + (result.stopped() ? "; stopped before it looked at all" : "") + "\n")
                .toString();
    }

    /**
     * The progress of a poll that waits, as one line.
     *
     * @param done what it has done
     * @param registries the registries that have not answered, each with the number of its environments
     * @param releases the number of environments that are being decided and written
     */
    public static String waiting(String done, SortedMap<String, Integer> registries, int releases) {
        var parts = new ArrayList<String>();
        registries.forEach((host, environments) -> parts.add(host + " (" + environments + ")"));
        int more = parts.size() - MAX_NAMED;
        var named = String.join(", ", parts.subList(0, Math.min(parts.size(), MAX_NAMED)))
                + (more > 0 ? " and " + more + " more" : "");
        return Stream.of(
                        done,
                        named.isEmpty() ? "" : "waiting for " + named,
                        releases > 0 ? "releasing to " + releases : "")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static List<String> cells(ReconciledEnvironmentView it) {
        return List.of(it.address(), word(it), reason(it));
    }

    private static boolean isShown(ReconciledEnvironmentView it) {
        return it.release() == null || it.release().result() != ReleaseResult.Status.UNCHANGED;
    }

    private static String word(ReconciledEnvironmentView it) {
        return it.release() == null ? "failed" : it.release().result().toString();
    }

    private static String reason(ReconciledEnvironmentView it) {
        var release = it.release();
        if (release == null) {
            var failure = Objects.requireNonNull(it.failure(), "failure");
            return line(failure);
        }
        var problem = release.problem();
        if (problem != null) {
            return line(problem);
        }
        return Objects.requireNonNullElse(release.note(), Objects.requireNonNullElse(release.image(), ""));
    }

    private static String line(ProblemView problem) {
        return problem.code() + ": " + problem.what() + (problem.fix().isEmpty() ? "" : "; " + problem.fix());
    }
}
