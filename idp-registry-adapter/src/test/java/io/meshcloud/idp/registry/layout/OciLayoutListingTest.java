// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import io.meshcloud.idp.registry.LayoutTeam;
import io.meshcloud.idp.testkit.registry.ImageListingContract;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutListingTest extends ImageListingContract {
    @TempDir
    Path folder;

    @Override
    protected ImageRegistryFixture newFixture() throws Exception {
        var layouts = folder.resolve("layouts");
        return new LayoutTeam(layouts, new OciLayoutImageRegistry(layouts));
    }
}
