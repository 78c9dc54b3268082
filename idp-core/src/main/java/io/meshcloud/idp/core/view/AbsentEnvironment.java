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
 * Says that nothing lies at an address, and what may have been meant: one that was retired, or one with a similar name.
 * It lists the repository and asks history, so it is for refusals only.
 */
public final class AbsentEnvironment {
    private AbsentEnvironment() {}

    /**
     * @param view of the address where nothing lies
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
                    "`idp env create` makes it again from what `git show " + commit + "~1:" + path + "` prints");
        }
        var others = Environments.find(snapshot, layout).keySet().stream()
                .map(EnvironmentAddress::toString)
                .toList();
        if (others.isEmpty()) {
            return Problem.of(
                    ProblemCode.ENVIRONMENT_NOT_FOUND,
                    "there is no environment " + address + ", and no other one in the repository yet",
                    path,
                    "`idp init` prepares an empty repository, `idp env create` makes an environment");
        }
        var meant = Suggestions.closest(view.address().toString(), others)
                .map(close -> "did you mean " + Quoted.of(close) + "? ")
                .orElse("");
        return Problem.of(
                ProblemCode.ENVIRONMENT_NOT_FOUND,
                "there is no environment " + address,
                path,
                meant + "`idp env list` shows those that are there, `idp env create` makes one");
    }

    /** The commit that removed the file, if one did. */
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
