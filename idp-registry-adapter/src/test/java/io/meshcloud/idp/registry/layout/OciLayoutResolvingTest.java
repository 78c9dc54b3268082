// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import io.meshcloud.idp.registry.LayoutTeam;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import io.meshcloud.idp.testkit.registry.ImageResolvingContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutResolvingTest extends ImageResolvingContract {
    @TempDir
    Path root;

    @Override
    protected ImageRegistryFixture newFixture() {
        var layouts = root.resolve("layouts");
        return new LayoutTeam(layouts, new OciLayoutImageRegistry(layouts));
    }
}
