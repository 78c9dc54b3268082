// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.registry.DistributionTeam;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.testkit.registry.ImageFactsContract;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DistributionFactsTest extends ImageFactsContract {
    @TempDir
    Path root;

    @Override
    protected ImageRegistryFixture newFixture() {
        return new DistributionTeam(root, new FakeRegistry(root));
    }
}
