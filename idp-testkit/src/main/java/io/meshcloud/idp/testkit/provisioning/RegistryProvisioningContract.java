// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import io.meshcloud.idp.spi.provisioning.Secret;
import io.meshcloud.idp.spi.provisioning.WebhookTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Provisioning and rotation, see {@link io.meshcloud.idp.spi.provisioning.RegistryProvisioner}. */
public abstract class RegistryProvisioningContract extends ProvisioningContract {
    private static final Duration VALIDITY = Duration.ofDays(90);
    private static final Duration WEEK = Duration.ofDays(7);

    private final List<RobotCredential> received = Collections.synchronizedList(new ArrayList<>());

    private static RegistryPlan plan(ImageRepository repository, @Nullable Duration validity) {
        var webhook = new WebhookTarget("https://idp.example.org/hooks", Secret.of("Bearer Webhook-Secret-1"));
        return new RegistryPlan(repository, true, Quantity.parse("20Gi"), webhook, validity);
    }

    private RegistryPlan plan() {
        return plan(place().repository(), VALIDITY);
    }

    private ProvisioningResult provision() {
        return place().provisioner().provision(plan(), received::add);
    }

    private ProvisioningResult rotate(Duration overlap) {
        return place().provisioner().rotate(plan(), overlap, received::add);
    }

    private List<RobotAccount> accounts() {
        return place().provisioner().accounts(place().repository());
    }

    /** The credentials that were received since the last call. */
    private List<RobotCredential> takeReceived() {
        var taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    private void assertOneForEachPurpose(List<RobotCredential> credentials) {
        assertThat(credentials)
                .extracting(credential -> credential.account().purpose())
                .containsExactlyInAnyOrder(RobotPurpose.values());
        assertThat(credentials).allMatch(place()::accepts);
    }

    @Test
    void one_account_per_purpose_is_created_and_its_secret_passed_on() {
        assertThat(provision().isUnchanged()).isFalse();

        assertOneForEachPurpose(received);
        assertThat(accounts())
                .containsExactlyInAnyOrderElementsOf(
                        received.stream().map(RobotCredential::account).toList())
                .allSatisfy(account ->
                        assertThat(account.expiry()).contains(place().now().plus(VALIDITY)));
    }

    @Test
    void without_a_validity_an_account_never_expires() {
        place().provisioner().provision(plan(place().repository(), null), received::add);

        assertThat(accounts()).hasSize(2).allMatch(account -> account.expiry().isEmpty());
    }

    @Test
    void a_repeated_call_changes_nothing_and_passes_no_secret_on() {
        provision();
        var first = takeReceived();
        int changes = place().changes();

        var again = provision();

        assertThat(again.isUnchanged()).as(again.toString()).isTrue();
        assertThat(place().changes()).isEqualTo(changes);
        assertThat(received).isEmpty();
        assertOneForEachPurpose(first);
    }

    @Test
    void a_repeated_call_completes_one_that_failed_half_way() throws Exception {
        int failed = 0;
        while (failsAtChange(failed + 1)) {
            failed++;
            provision();

            assertOneForEachPurpose(received);
            assertThat(accounts()).as("after change " + failed + " failed").hasSize(2);
            assertThat(provision().isUnchanged()).isTrue();
            restart();
        }
        assertThat(failed).isGreaterThan(1);
    }

    private boolean failsAtChange(int number) {
        received.clear();
        place().failChange(number);
        try {
            provision();
            return false;
        } catch (IdpException e) {
            assertThat(e.problem().retryable()).isTrue();
            return true;
        }
    }

    @Test
    void a_recipient_that_throws_ends_the_call_and_only_a_rotation_creates_another_account() {
        assertThatThrownBy(() -> place().provisioner().provision(plan(), credential -> {
                    throw new IllegalStateException("the disk is full");
                }))
                .hasMessage("the disk is full");
        assertThat(accounts()).hasSize(1);

        provision();
        assertThat(takeReceived()).hasSize(1);
        rotate(WEEK);

        assertOneForEachPurpose(received);
    }

    @Test
    void an_expired_account_counts_as_missing() {
        provision();
        var expired = takeReceived();
        place().advance(VALIDITY.plusDays(1));

        provision();

        assertThat(expired).noneMatch(place()::accepts);
        assertOneForEachPurpose(received);
    }

    @Test
    void a_rotation_creates_new_accounts_and_the_old_ones_stay_valid_for_the_overlap() {
        provision();
        var old = takeReceived();
        place().advance(Duration.ofHours(36));

        rotate(WEEK);

        place().advance(WEEK.minusSeconds(1));
        assertOneForEachPurpose(old);
        assertOneForEachPurpose(received);
        place().advance(Duration.ofHours(25).plusSeconds(1));
        assertThat(old).noneMatch(place()::accepts);
        assertOneForEachPurpose(received);
    }

    @Test
    void a_rotation_does_not_extend_an_account_that_expires_before_the_overlap_ends() {
        provision();
        var old = takeReceived();
        place().advance(VALIDITY.minusDays(2));

        rotate(WEEK);

        assertThat(accounts())
                .containsAll(old.stream().map(RobotCredential::account).toList());
    }

    @Test
    void a_rotation_without_an_overlap_deletes_the_old_accounts() {
        provision();
        var old = takeReceived();

        rotate(Duration.ZERO);

        assertThat(old).noneMatch(place()::accepts);
        assertOneForEachPurpose(received);
        assertThat(accounts()).hasSize(2);
    }

    @Test
    void a_rotation_deletes_accounts_that_have_expired() {
        provision();
        place().advance(VALIDITY.plusDays(1));

        rotate(WEEK);

        assertThat(accounts()).hasSize(2);
    }

    @Test
    void a_negative_overlap_is_refused() {
        provision();

        assertThatThrownBy(() -> rotate(Duration.ofDays(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void accounts_are_listed_newest_first() {
        provision();
        var old = takeReceived();
        place().advance(Duration.ofDays(1));
        rotate(WEEK);

        assertThat(accounts().stream().limit(2).map(RobotAccount::name))
                .containsExactlyInAnyOrderElementsOf(received.stream()
                        .map(credential -> credential.account().name())
                        .toList());
        assertThat(accounts().stream().skip(2).map(RobotAccount::name))
                .containsExactlyInAnyOrderElementsOf(old.stream()
                        .map(credential -> credential.account().name())
                        .toList());
    }

    @Test
    void the_accounts_of_another_repository_are_neither_listed_nor_changed() {
        place().provisioner().provision(plan(sibling("other"), VALIDITY), received::add);
        var other = takeReceived();
        provision();

        rotate(Duration.ZERO);

        assertOneForEachPurpose(other);
        assertThat(accounts())
                .doesNotContainAnyElementsOf(
                        other.stream().map(RobotCredential::account).toList());
    }

    @Test
    void nothing_remains_of_a_repository_that_was_not_provisioned() {
        assertThat(place().provisioner().remains(place().repository())).isEmpty();
        assertThat(accounts()).isEmpty();
    }

    @Test
    void the_remaining_accounts_are_listed() {
        provision();

        assertThat(place().provisioner().remains(place().repository()))
                .anyMatch(thing -> thing.contains(received.get(0).account().name()))
                .anyMatch(thing -> thing.contains(received.get(1).account().name()));
    }

    @Test
    void many_threads_provision_at_once() {
        var repositories = IntStream.range(0, 8)
                .mapToObj(number -> sibling("app" + number))
                .toList();

        repositories.parallelStream()
                .forEach(repository -> place().provisioner().provision(plan(repository, VALIDITY), received::add));

        assertThat(received).hasSize(16).allMatch(place()::accepts);
        assertThat(repositories)
                .allSatisfy(repository ->
                        assertThat(place().provisioner().accounts(repository)).hasSize(2));
    }

    @Test
    void a_registry_that_cannot_be_reached_is_a_problem_that_says_to_try_again() {
        place().makeUnreachable();

        assertRetryable(this::provision);
        assertRetryable(() -> rotate(WEEK));
        assertRetryable(this::accounts);
        assertRetryable(() -> place().provisioner().remains(place().repository()));
    }
}
