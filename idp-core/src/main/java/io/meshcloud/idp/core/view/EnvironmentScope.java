// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;

/**
 * What a decision about one environment is based on: the platform's settings and the environment's files, each read
 * once from the same snapshot.
 *
 * @param snapshot the snapshot that the files were read from
 * @param platform the settings in force
 * @param platformBroken whether {@code platform.yaml} is broken, so that {@code platform} is its last readable version
 * @param view the environment's files, whatever their state
 */
public record EnvironmentScope(Snapshot snapshot, Platform platform, boolean platformBroken, EnvironmentView view) {
    public EnvironmentScope {
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(view, "view");
    }

    /** Reads the scope, or returns the problem if {@code platform.yaml} is broken or was removed. */
    public static Result<EnvironmentScope> read(
            PlatformView platform, Snapshot snapshot, EnvironmentAddress address, ContractReaders readers) {
        return platform.require(snapshot)
                .flatMap(settings -> Result.of(of(snapshot, settings, false, address, readers)));
    }

    /** The same, after checking that the caller may do this to the environment. */
    public static Result<EnvironmentScope> read(
            PlatformView platform, Snapshot snapshot, EnvironmentAddress address, Caller caller, Action action) {
        return caller.refusal(action, address)
                .map(Result::<EnvironmentScope>refused)
                .orElseGet(() -> read(platform, snapshot, address, ContractReaders.UNCACHED));
    }

    /** Reads the scope; if {@code platform.yaml} is broken or was removed, its last readable version is in force. */
    public static EnvironmentScope readWithLastSettings(
            PlatformView platform, Snapshot snapshot, EnvironmentAddress address, ContractReaders readers) {
        boolean broken = platform.broken(snapshot).isPresent();
        return of(snapshot, platform.inUse(snapshot), broken, address, readers);
    }

    private static EnvironmentScope of(
            Snapshot snapshot,
            Platform platform,
            boolean platformBroken,
            EnvironmentAddress address,
            ContractReaders readers) {
        var view = EnvironmentView.read(snapshot, platform.layout(), address, readers);
        return new EnvironmentScope(snapshot, platform, platformBroken, view);
    }

    /**
     * Checks that the caller may see an environment, before anything is read of it.
     *
     * @throws IdpException {@link ProblemCode#ENVIRONMENT_NOT_FOUND} if the caller may not, as if it did not exist
     */
    public static void requireVisible(
            PlatformView platform, Snapshot snapshot, EnvironmentAddress address, Caller caller, History history) {
        if (!caller.maySee(address)) {
            throw readWithLastSettings(platform, snapshot, address, ContractReaders.UNCACHED)
                    .absent(history, caller)
                    .asException();
        }
    }

    /** Another environment in the same snapshot. */
    public EnvironmentScope at(EnvironmentAddress other) {
        return of(snapshot, platform, platformBroken, other, ContractReaders.UNCACHED);
    }

    public EnvironmentAddress address() {
        return view.address();
    }

    /** This scope if the environment exists and its {@code app-env.yaml} is valid. */
    public Result<EnvironmentScope> requireEnvironment(History history, Caller caller) {
        if (view.environment().isAbsent()) {
            return Result.refused(absent(history, caller));
        }
        return view.brokenEnvironment().map(Result::<EnvironmentScope>refused).orElseGet(() -> Result.of(this));
    }

    /**
     * The valid {@code app-env.yaml}.
     *
     * @throws java.util.NoSuchElementException if it is absent or broken, see {@link #requireEnvironment}
     */
    public Document<AppEnvironment> file() {
        return view.environment().document().orElseThrow();
    }

    /**
     * The problem that there is no environment at the address, with a hint: the environment was retired, or another one
     * has a similar name. It lists the repository and reads history, so use it for refusals only. A caller who may not
     * see the environment gets the same problem, and no hint from which its history or other environments are known.
     */
    public Problem absent(History history, Caller caller) {
        var address = Quoted.of(view.address().toString());
        var path = view.environmentPath().value();
        var retired = caller.maySee(view.address()) ? retiredIn(history) : Optional.<CommitId>empty();
        if (retired.isPresent()) {
            var commit = retired.get().abbreviated();
            return Problem.of(
                    ProblemCode.ENVIRONMENT_NOT_FOUND,
                    "the environment " + address + " was retired in " + commit + "; its files are in the commit before",
                    path,
                    "`idp env create` creates it again from the output of `git show " + commit + "~1:" + path + "`");
        }
        var others = EnvironmentFiles.find(snapshot, platform.layout()).keySet().stream()
                .filter(caller::maySee)
                .map(EnvironmentAddress::toString)
                .toList();
        if (others.isEmpty() && caller.platform()) {
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
    private Optional<CommitId> retiredIn(History history) {
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
