// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import org.junit.jupiter.api.Nested;

class InMemoryStateRepositoryTest {
    @Nested
    class Reading extends StateReadingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture();
        }
    }

    @Nested
    class Links extends StateLinksContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture();
        }
    }

    @Nested
    class Committing extends StateCommittingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture();
        }
    }

    @Nested
    class History extends StateHistoryContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture();
        }
    }

    @Nested
    class Commits extends StateCommitsContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture();
        }
    }

    @Nested
    class Guard extends BranchGuardContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture();
        }
    }

    @Nested
    class Changes extends StateChangesContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture();
        }
    }

    @Nested
    class Concurrency extends StateConcurrencyContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new InMemoryFixture();
        }
    }
}
