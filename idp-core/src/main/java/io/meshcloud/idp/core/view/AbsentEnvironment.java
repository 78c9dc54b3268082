// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The problem that there is no environment at an address, with a hint: the environment was retired, or another one has a
 * similar name. It lists the repository and reads history, so use it for refusals only.
 */
public final class AbsentEnvironment {
    private AbsentEnvironment() {}

    /**
     * @param view the view of the address without an environment
     */
    public static Problem problem(History history, Snapshot snapshot, Layout layout, EnvironmentView view) {
        var address = Quoted.of(view.address().toString());
        var path = view.environmentPath().value();
        var retired = retiredIn(history, snapshot, view);
        if (retired.isPresent()) {
            var commit = retired.get().abbreviated();
            return Problem.of(
                    ProblemCode.ENVIRONMENT_NOT_FOUND,
                    "the environment " + address + " was retired in " + commit + "; its files are in the commit before",
                    path,
                    "`idp env create` creates it again from the output of `git show " + commit + "~1:" + path + "`");
        }
        var others = EnvironmentFiles.find(snapshot, layout).keySet().stream()
                .map(EnvironmentAddress::toString)
                .toList();
        if (others.isEmpty()) {
            return Problem.of(
                    ProblemCode.ENVIRONMENT_NOT_FOUND,
                    "there is no environment " + address + ", and the repository has no other one yet",
                    path,
                    "`idp init` prepares an empty repository, `idp env create` creates an environment");
        }
        var meant = Suggestions.closest(view.address().toString(), others)
                .map(close -> "did you mean " + Quoted.of(close) + "? ")
                .orElse("");
        return Problem.of(
                ProblemCode.ENVIRONMENT_NOT_FOUND,
                "there is no environment " + address,
                path,
                meant + "`idp env list` lists the environments, `idp env create` creates one");
    }

    /** The commit that removed the file, if there is one. */
    private static Optional<CommitId> retiredIn(History history, Snapshot snapshot, EnvironmentView view) {
        var newest = new ArrayList<FileRevision>();
        history.walk(snapshot, view.environmentPath(), revision -> {
            newest.add(revision);
            return false;
        });
        return newest.stream()
                .filter(revision -> revision.file() instanceof StateFile.Absent)
                .map(FileRevision::commit)
                .findFirst();
    }
}
