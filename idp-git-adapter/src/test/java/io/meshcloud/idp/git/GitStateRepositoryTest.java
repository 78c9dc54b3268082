// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import io.meshcloud.idp.testkit.git.BareRepository;
import io.meshcloud.idp.testkit.git.GitServer;
import io.meshcloud.idp.testkit.state.BranchGuardContract;
import io.meshcloud.idp.testkit.state.StateChangesContract;
import io.meshcloud.idp.testkit.state.StateCommitsContract;
import io.meshcloud.idp.testkit.state.StateCommittingContract;
import io.meshcloud.idp.testkit.state.StateConcurrencyContract;
import io.meshcloud.idp.testkit.state.StateHistoryContract;
import io.meshcloud.idp.testkit.state.StateLinksContract;
import io.meshcloud.idp.testkit.state.StateReadingContract;
import io.meshcloud.idp.testkit.state.StateRepositoryFixture;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a bare repository by path and over {@code git http-backend}. */
class GitStateRepositoryTest {

    @Nested
    class By_path {
        @TempDir
        private Path scratch;

        private StateRepositoryFixture fixture() {
            var remote = BareRepository.create(scratch.resolve("state.git"));
            return GitFixture.fixture(remote, remote.folder().toString(), scratch);
        }

        @Nested
        class Reading extends StateReadingContract {
            @Override
            protected StateRepositoryFixture newFixture() {
                return fixture();
            }
        }

        @Nested
        class Links extends StateLinksContract {
            @Override
            protected StateRepositoryFixture newFixture() {
                return fixture();
            }
        }

        @Nested
        class Committing extends StateCommittingContract {
            @Override
            protected StateRepositoryFixture newFixture() {
                return fixture();
            }
        }

        @Nested
        class History extends StateHistoryContract {
            @Override
            protected StateRepositoryFixture newFixture() {
                return fixture();
            }
        }

        @Nested
        class Commits extends StateCommitsContract {
            @Override
            protected StateRepositoryFixture newFixture() {
                return fixture();
            }
        }

        @Nested
        class Guard extends BranchGuardContract {
            @Override
            protected StateRepositoryFixture newFixture() {
                return fixture();
            }
        }

        @Nested
        class Changes extends StateChangesContract {
            @Override
            protected StateRepositoryFixture newFixture() {
                return fixture();
            }
        }

        @Nested
        class Concurrency extends StateConcurrencyContract {
            @Override
            protected StateRepositoryFixture newFixture() {
                return fixture();
            }
        }
    }

    @Nested
    class Over_http {
        @TempDir
        private Path scratch;

        private StateRepositoryFixture fixture() throws IOException {
            var remote = BareRepository.create(scratch.resolve("state.git"));
            var server = GitServer.in(scratch).start();
            return GitFixture.fixture(remote, server.url(remote), scratch, server);
        }

        @Nested
        class Reading extends StateReadingContract {
            @Override
            protected StateRepositoryFixture newFixture() throws IOException {
                return fixture();
            }
        }

        @Nested
        class Links extends StateLinksContract {
            @Override
            protected StateRepositoryFixture newFixture() throws IOException {
                return fixture();
            }
        }

        @Nested
        class Committing extends StateCommittingContract {
            @Override
            protected StateRepositoryFixture newFixture() throws IOException {
                return fixture();
            }
        }

        @Nested
        class History extends StateHistoryContract {
            @Override
            protected StateRepositoryFixture newFixture() throws IOException {
                return fixture();
            }
        }

        @Nested
        class Commits extends StateCommitsContract {
            @Override
            protected StateRepositoryFixture newFixture() throws IOException {
                return fixture();
            }
        }

        @Nested
        class Guard extends BranchGuardContract {
            @Override
            protected StateRepositoryFixture newFixture() throws IOException {
                return fixture();
            }
        }

        @Nested
        class Changes extends StateChangesContract {
            @Override
            protected StateRepositoryFixture newFixture() throws IOException {
                return fixture();
            }
        }

        @Nested
        class Concurrency extends StateConcurrencyContract {
            @Override
            protected StateRepositoryFixture newFixture() throws IOException {
                return fixture();
            }
        }
    }
}
