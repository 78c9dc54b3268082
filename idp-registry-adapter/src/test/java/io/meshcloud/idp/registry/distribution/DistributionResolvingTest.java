// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.registry.DistributionTeam;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import io.meshcloud.idp.testkit.registry.ImageResolvingContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DistributionResolvingTest extends ImageResolvingContract {
    @TempDir
    Path root;

    @Override
    protected ImageRegistryFixture newFixture() {
        return new DistributionTeam(root, new FakeRegistry(root));
    }
}
