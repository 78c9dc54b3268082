// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.registry.GuardedTeam;
import io.meshcloud.idp.testkit.registry.CutListContract;
import io.meshcloud.idp.testkit.registry.CutListFixture;
import io.meshcloud.idp.testkit.registry.GuardedRegistryFixture;
import io.meshcloud.idp.testkit.registry.PullPolicyContract;
import io.meshcloud.idp.testkit.registry.PullPolicyFixture;
import io.meshcloud.idp.testkit.registry.RegistryAccessContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class DistributionFaultsTest {
    @TempDir
    Path folder;

    @Nested
    class Access extends RegistryAccessContract {
        @Override
        protected GuardedRegistryFixture newFixture() {
            return new GuardedTeam(folder);
        }
    }

    @Nested
    class Policy extends PullPolicyContract {
        @Override
        protected PullPolicyFixture newFixture() {
            return new GuardedTeam(folder);
        }
    }

    @Nested
    class CutLists extends CutListContract {
        @Override
        protected CutListFixture newFixture() {
            return new GuardedTeam(folder);
        }
    }
}
