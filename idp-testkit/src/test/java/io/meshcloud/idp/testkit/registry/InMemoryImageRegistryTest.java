// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import org.junit.jupiter.api.Nested;

class InMemoryImageRegistryTest {
    @Nested
    class Resolving extends ImageResolvingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(all -> all);
        }
    }

    @Nested
    class Facts extends ImageFactsContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(all -> all);
        }
    }

    @Nested
    class Listing extends ImageListingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(all -> all);
        }
    }

    @Nested
    class Transfer extends ImageTransferContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(all -> all);
        }
    }

    @Nested
    class Access extends RegistryAccessContract {
        @Override
        protected GuardedRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(all -> all);
        }
    }

    @Nested
    class Policy extends PullPolicyContract {
        @Override
        protected PullPolicyFixture newFixture() {
            return new InMemoryRegistryFixture(all -> all);
        }
    }

    @Nested
    class CutLists extends CutListContract {
        @Override
        protected CutListFixture newFixture() {
            return new InMemoryRegistryFixture(all -> all);
        }
    }
}
