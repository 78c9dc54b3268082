// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.testkit.registry.CutListContract;
import io.meshcloud.idp.testkit.registry.CutListFixture;
import io.meshcloud.idp.testkit.registry.GuardedRegistryFixture;
import io.meshcloud.idp.testkit.registry.ImageListingContract;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import io.meshcloud.idp.testkit.registry.ImageResolvingContract;
import io.meshcloud.idp.testkit.registry.ImageTransferContract;
import io.meshcloud.idp.testkit.registry.PullPolicyContract;
import io.meshcloud.idp.testkit.registry.PullPolicyFixture;
import io.meshcloud.idp.testkit.registry.RegistryAccessContract;
import org.junit.jupiter.api.Nested;

/** Runs the contract tests of registries against a Harbor, which knows the times of pushes. */
class HarborContractsTest {
    @Nested
    class Resolving extends ImageResolvingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new HarborTeam();
        }
    }

    @Nested
    class Listing extends ImageListingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new HarborTeam();
        }
    }

    @Nested
    class Transfer extends ImageTransferContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new HarborTeam();
        }
    }

    @Nested
    class Access extends RegistryAccessContract {
        @Override
        protected GuardedRegistryFixture newFixture() {
            return new HarborTeam();
        }
    }

    @Nested
    class Policy extends PullPolicyContract {
        @Override
        protected PullPolicyFixture newFixture() {
            return new HarborTeam();
        }
    }

    @Nested
    class CutLists extends CutListContract {
        @Override
        protected CutListFixture newFixture() {
            return new HarborTeam();
        }
    }
}
