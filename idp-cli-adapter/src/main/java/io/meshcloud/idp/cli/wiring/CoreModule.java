// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.ReadModelStore;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;

/** Binds the core, whose classes have no annotations. */
final class CoreModule extends AbstractModule {
    private final Clock clock;

    CoreModule(Clock clock) {
        this.clock = clock;
    }

    @Provides
    Clock clock() {
        return clock;
    }

    /** One instance per repository and process, so that pending changes share a push. */
    @Provides
    @Singleton
    IdpCore core(
            StateRepository repository,
            ImageRegistry registry,
            ImageListing listing,
            ImageTransfer transfer,
            RegistryProvisioner provisioner,
            BranchGuard guard,
            ReadModelStore store,
            Clock time) {
        return IdpCore.builder(repository, registry, listing, time)
                .transfer(transfer)
                .provisioner(provisioner)
                .guard(guard)
                .store(store)
                .executor(new RegistryWorkers())
                .build();
    }
}
