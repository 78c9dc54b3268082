// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.provisioning;

import org.junit.jupiter.api.Nested;

class InMemoryRegistryProvisionerTest {
    @Nested
    class Provisioning extends RegistryProvisioningContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return new InMemoryProvisioningFixture(good -> good, good -> good);
        }
    }

    @Nested
    class Rights extends PushRightsContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return new InMemoryProvisioningFixture(good -> good, good -> good);
        }
    }
}
