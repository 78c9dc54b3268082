// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Objects;

/**
 * What a decision about one environment is based on: the platform's settings and the environment's files, each read once
 * from the same snapshot.
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

    /** Another environment in the same snapshot. */
    public EnvironmentScope at(EnvironmentAddress other) {
        return of(snapshot, platform, platformBroken, other, ContractReaders.UNCACHED);
    }

    public EnvironmentAddress address() {
        return view.address();
    }

    /** This scope if the environment exists and its {@code app-env.yaml} is valid. */
    public Result<EnvironmentScope> requireEnvironment(History history) {
        if (view.environment().isAbsent()) {
            return Result.refused(absent(history));
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

    /** The problem that there is no environment at the address. It searches the repository and its history for hints. */
    public Problem absent(History history) {
        return AbsentEnvironment.problem(history, snapshot, platform.layout(), view);
    }
}
