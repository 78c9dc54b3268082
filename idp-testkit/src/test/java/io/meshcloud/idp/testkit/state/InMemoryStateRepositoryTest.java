package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Nested;

class InMemoryStateRepositoryTest {
    @Nested
    class Reading extends StateReadingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class Links extends StateLinksContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class Committing extends StateCommittingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class History extends StateHistoryContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class Commits extends StateCommitsContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class Guard extends BranchGuardContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class Changes extends StateChangesContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class Concurrency extends StateConcurrencyContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return new Fixture();
        }
    }

    private static final class Fixture implements StateRepositoryFixture {
        private final InMemoryStateRepository repository =
                new InMemoryStateRepository(Clock.fixed(Instant.parse("2026-10-01T12:00:00Z"), ZoneOffset.UTC));

        @Override
        public StateRepository repository() {
            return repository;
        }

        @Override
        public CommitId foreignCommit(String message, Map<String, Bytes> files) {
            return repository.foreignCommit(message, files);
        }

        @Override
        public CommitId foreignRemoval(String message, String path) {
            return repository.foreignRemoval(message, path);
        }

        @Override
        public CommitId foreignLink(String message, String path, String target) {
            return repository.foreignLink(message, path);
        }

        @Override
        public BranchGuard guard() {
            return repository;
        }

        @Override
        public void foreignRewrite(int dropped) {
            repository.foreignRewrite(dropped);
        }
    }
}
