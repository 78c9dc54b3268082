// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.testkit.ContractRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The contract tests fail for provisioners that break a promise. */
class ProvisioningContractStrengthTest {
    /** Keeps every promise; the others override what they break. */
    private abstract static class Forwarding implements RegistryProvisioner {
        final InMemoryRegistryProvisioner good;

        Forwarding(InMemoryRegistryProvisioner good) {
            this.good = good;
        }

        @Override
        public ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient) {
            return good.provision(plan, recipient);
        }

        @Override
        public ProvisioningResult rotate(RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient) {
            return good.rotate(plan, overlap, recipient);
        }

        @Override
        public List<RobotAccount> accounts(ImageRepository repository) {
            return good.accounts(repository);
        }

        @Override
        public List<String> remains(ImageRepository repository) {
            return good.remains(repository);
        }
    }

    @Test
    void a_repeated_call_that_creates_accounts_is_noticed() {
        assertThat(ContractRun.failures(CreatesEachTimeRun.class))
                .contains("a_repeated_call_changes_nothing_and_passes_no_secret_on");
    }

    static final class CreatesEachTimeRun extends RegistryProvisioningContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return new InMemoryProvisioningFixture(CreatesEachTime::new, good -> good);
        }
    }

    /** Creates the accounts again at each call. */
    private static final class CreatesEachTime extends Forwarding {
        CreatesEachTime(InMemoryRegistryProvisioner good) {
            super(good);
        }

        @Override
        public ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient) {
            good.provision(plan, credential -> {});
            return good.rotate(plan, Duration.ofDays(1), recipient);
        }
    }

    @Test
    void a_secret_that_is_lost_after_a_failure_is_noticed() {
        assertThat(ContractRun.failures(KeepsSecretsUntilTheEndRun.class))
                .contains("a_repeated_call_completes_one_that_failed_half_way");
    }

    static final class KeepsSecretsUntilTheEndRun extends RegistryProvisioningContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return new InMemoryProvisioningFixture(KeepsSecretsUntilTheEnd::new, good -> good);
        }
    }

    /** Passes the secrets on after everything was done, and loses them if something fails. */
    private static final class KeepsSecretsUntilTheEnd extends Forwarding {
        KeepsSecretsUntilTheEnd(InMemoryRegistryProvisioner good) {
            super(good);
        }

        @Override
        public ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient) {
            var credentials = new ArrayList<RobotCredential>();
            var result = good.provision(plan, credentials::add);
            credentials.forEach(recipient);
            return result;
        }
    }

    @Test
    void a_rotation_without_its_overlap_is_noticed() {
        assertThat(ContractRun.failures(EndsOldSecretsRun.class))
                .contains("a_rotation_creates_new_accounts_and_the_old_ones_stay_valid_for_the_overlap");
    }

    static final class EndsOldSecretsRun extends RegistryProvisioningContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return new InMemoryProvisioningFixture(EndsOldSecrets::new, good -> good);
        }
    }

    /** Deletes the old accounts immediately. */
    private static final class EndsOldSecrets extends Forwarding {
        EndsOldSecrets(InMemoryRegistryProvisioner good) {
            super(good);
        }

        @Override
        public ProvisioningResult rotate(RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient) {
            return good.rotate(plan, Duration.ZERO, recipient);
        }
    }

    @Test
    void a_rotation_that_leaves_the_old_secrets_valid_is_noticed() {
        assertThat(ContractRun.failures(KeepsOldSecretsRun.class))
                .contains("a_rotation_without_an_overlap_deletes_the_old_accounts");
    }

    static final class KeepsOldSecretsRun extends RegistryProvisioningContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return new InMemoryProvisioningFixture(KeepsOldSecrets::new, good -> good);
        }
    }

    /** Lets the old accounts be valid for a month. */
    private static final class KeepsOldSecrets extends Forwarding {
        KeepsOldSecrets(InMemoryRegistryProvisioner good) {
            super(good);
        }

        @Override
        public ProvisioningResult rotate(RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient) {
            return good.rotate(plan, Duration.ofDays(30), recipient);
        }
    }

    @Test
    void push_rights_without_their_group_are_noticed() {
        assertThat(ContractRun.failures(RightsByRepository.class))
                .contains("repositories_of_one_group_have_the_same_group_name");
    }

    static final class RightsByRepository extends PushRightsContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return new InMemoryProvisioningFixture(good -> good, good -> repository -> Optional.of(repository.path()));
        }
    }
}
