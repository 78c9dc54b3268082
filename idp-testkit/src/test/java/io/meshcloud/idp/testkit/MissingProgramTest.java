// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.meshcloud.idp.testkit.provisioning.ProvisioningFixture;
import io.meshcloud.idp.testkit.provisioning.PushRightsContract;
import io.meshcloud.idp.testkit.provisioning.RegistryProvisioningContract;
import io.meshcloud.idp.testkit.registry.ImageFactsContract;
import io.meshcloud.idp.testkit.registry.ImageListingContract;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import io.meshcloud.idp.testkit.registry.ImageResolvingContract;
import io.meshcloud.idp.testkit.registry.ImageTransferContract;
import io.meshcloud.idp.testkit.state.BranchGuardContract;
import io.meshcloud.idp.testkit.state.StateChangesContract;
import io.meshcloud.idp.testkit.state.StateCommitsContract;
import io.meshcloud.idp.testkit.state.StateCommittingContract;
import io.meshcloud.idp.testkit.state.StateConcurrencyContract;
import io.meshcloud.idp.testkit.state.StateHistoryContract;
import io.meshcloud.idp.testkit.state.StateLinksContract;
import io.meshcloud.idp.testkit.state.StateReadingContract;
import io.meshcloud.idp.testkit.state.StateRepositoryFixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a fixture needs a program that is missing, the tests of a contract are skipped; none fails. */
class MissingProgramTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                Reading.class,
                Links.class,
                Committing.class,
                History.class,
                Commits.class,
                Changes.class,
                Concurrency.class,
                Guard.class,
                Resolving.class,
                Facts.class,
                Listing.class,
                Transfer.class,
                Provisioning.class,
                Rights.class
            })
    void every_test_of_the_contract_is_skipped(Class<?> contract) {
        assertThat(ContractRun.failures(contract)).isEmpty();
        assertThat(ContractRun.skipped(contract)).isNotEmpty();
    }

    private static <T> T needsAMissingProgram() {
        return abort("a program is missing");
    }

    static final class Reading extends StateReadingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Links extends StateLinksContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Committing extends StateCommittingContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class History extends StateHistoryContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Commits extends StateCommitsContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Changes extends StateChangesContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Concurrency extends StateConcurrencyContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Guard extends BranchGuardContract {
        @Override
        protected StateRepositoryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Resolving extends ImageResolvingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Facts extends ImageFactsContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Listing extends ImageListingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Transfer extends ImageTransferContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Provisioning extends RegistryProvisioningContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return needsAMissingProgram();
        }
    }

    static final class Rights extends PushRightsContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return needsAMissingProgram();
        }
    }
}
