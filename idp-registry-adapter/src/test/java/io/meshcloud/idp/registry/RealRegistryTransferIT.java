// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import io.meshcloud.idp.testkit.registry.ImageTransferContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RealRegistryTransferIT extends ImageTransferContract {
    @TempDir
    Path folder;

    @Override
    protected ImageRegistryFixture newFixture() throws Exception {
        return new RealTeam(folder.resolve("layouts"), new RealRegistry(folder));
    }
}
