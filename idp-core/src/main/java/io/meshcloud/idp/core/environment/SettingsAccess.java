package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Optional;

/**
 * The way to an address for whoever wants to make or unmake an environment there.
 *
 * @param platform the settings; those by default where there is a problem
 * @param problem why not; empty if the way is free
 */
record SettingsAccess(Platform platform, Optional<Problem> problem) {

    static SettingsAccess open(Snapshot snapshot, EnvironmentAddress address, Caller caller, Action action) {
        var settings = PlatformView.read(snapshot);
        var problem = caller.refusal(action, address).or(() -> PlatformView.broken(settings));
        return new SettingsAccess(PlatformView.settings(settings).orElse(Platform.DEFAULT), problem);
    }
}
