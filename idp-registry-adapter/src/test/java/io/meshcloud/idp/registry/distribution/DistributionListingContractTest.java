// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.registry.DistributionTeam;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.testkit.registry.ImageListingContract;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DistributionListingContractTest extends ImageListingContract {
    @TempDir
    Path folder;

    @Override
    protected ImageRegistryFixture newFixture() throws Exception {
        return new DistributionTeam(folder, new FakeRegistry(folder));
    }
}
