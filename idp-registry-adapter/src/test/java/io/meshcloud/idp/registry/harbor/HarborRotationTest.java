// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HarborRotationTest extends ProvisioningTestCase {
    private static final Duration WEEK = Duration.ofDays(7);

    @BeforeEach
    void provisionAll() {
        provision();
        handedOut.clear();
    }

    @Test
    void creates_the_next_generation_and_passes_its_secrets_on() {
        var done = rotate(WEEK);

        assertThat(said(done))
                .containsExactly(PUSH + "-2: made", PUSH + ": corrected", PULL + "-2: made", PULL + ": corrected");
        assertThat(secrets().keySet())
                .containsExactlyInAnyOrder("robot$likvid-hello-prod+app-push-2", "robot$likvid-hello-prod+app-pull-2");
        assertThat(good()).containsAllEntriesOf(secrets());
    }

    @ParameterizedTest
    @CsvSource({"0, 7", "1, 1", "36, 7", "47, 30", "1000, 2"})
    void the_old_accounts_are_valid_until_shortly_after_the_overlap(int hours, int days) {
        harbor.now = START.plus(Duration.ofHours(hours));

        rotate(Duration.ofDays(days));

        var end = harbor.now.plus(Duration.ofDays(days));
        assertThat(expiry("app-push")).isBetween(end, end.plus(Duration.ofHours(25)));
        assertThat(expiry("app-pull")).isBetween(end, end.plus(Duration.ofHours(25)));
    }

    @Test
    void the_new_accounts_have_the_validity_of_the_plan() {
        harbor.now = START.plus(Duration.ofDays(3));

        rotate(WEEK);

        assertThat(expiry("app-push-2")).isEqualTo(harbor.now.plus(Duration.ofDays(90)));
    }

    @Test
    void an_account_that_expires_before_the_overlap_ends_is_not_changed() {
        harbor.now = START.plus(Duration.ofDays(88));

        assertThat(said(rotate(WEEK))).containsExactly(PUSH + "-2: made", PULL + "-2: made");
        assertThat(expiry("app-push")).isEqualTo(START.plus(Duration.ofDays(90)));
    }

    @Test
    void an_account_without_an_expiry_gets_one() {
        provision(new RegistryPlan(repository("team-a/ever"), false, null, null, null));

        provisioner()
                .rotate(new RegistryPlan(repository("team-a/ever"), false, null, null, null), WEEK, handedOut::add);

        assertThat(provisioner().accounts(repository("team-a/ever")))
                .filteredOn(account -> account.name().endsWith("-push"))
                .extracting(RobotAccount::expiry)
                .doesNotContain(Optional.empty());
    }

    @Test
    void expired_accounts_are_removed() {
        rotate(WEEK);
        harbor.now = START.plus(Duration.ofDays(20));

        assertThat(said(rotate(WEEK)))
                .containsExactly(
                        PUSH + "-3: made",
                        PUSH + "-2: corrected",
                        PUSH + ": removed",
                        PULL + "-3: made",
                        PULL + "-2: corrected",
                        PULL + ": removed");
        assertThat(harbor.robots.robots).hasSize(4);
    }

    @Test
    void without_an_overlap_the_old_accounts_are_removed_immediately() {
        assertThat(said(rotate(Duration.ZERO))).contains(PUSH + ": removed", PULL + ": removed");
        assertThat(good().keySet()).isEqualTo(secrets().keySet());
    }

    @Test
    void a_negative_overlap_is_refused() {
        assertThatThrownBy(() -> rotate(Duration.ofDays(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keeps_the_rights_of_an_account_and_keeps_it_disabled() {
        harbor.robots.robots.values().forEach(robot -> robot.put("disable", true));

        rotate(WEEK);

        assertThat(provisioner().accounts(APP))
                .extracting(RobotAccount::name, RobotAccount::disabled)
                .contains(
                        Tuple.tuple("robot$likvid-hello-prod+app-push", true),
                        Tuple.tuple("robot$likvid-hello-prod+app-push-2", false));
    }

    @Test
    void the_accounts_are_listed_newest_first() {
        harbor.now = START.plus(Duration.ofDays(1));
        rotate(WEEK);

        assertThat(provisioner().accounts(APP))
                .extracting(RobotAccount::name)
                .startsWith("robot$likvid-hello-prod+app-push-2", "robot$likvid-hello-prod+app-pull-2")
                .hasSize(4);
    }

    @Test
    void the_accounts_of_another_environment_in_the_project_are_not_changed() {
        provision(plan(repository("likvid-hello-prod/app-push")));
        var before = expiry("app-push-push");

        rotate(WEEK);

        assertThat(expiry("app-push-push")).isEqualTo(before);
    }

    @Test
    void if_the_name_was_taken_meanwhile_the_next_generation_is_created() {
        harbor.first = request -> {
            if (request.method().equals("POST") && request.body().contains("app-push-2\"")) {
                harbor.answer(request);
            }
            return null;
        };

        assertThat(said(rotate(WEEK))).contains(PUSH + "-3: made");
    }

    @Test
    void of_a_missing_project_is_refused() {
        var plan = plan(repository("none/app"));

        var problem = problemOf(() -> provisioner().rotate(plan, WEEK, handedOut::add));

        assertThat(problem.code()).isEqualTo(ProblemCode.NO_PROJECT);
    }

    private ProvisioningResult rotate(Duration overlap) {
        return provisioner().rotate(plan(), overlap, handedOut::add);
    }

    private Instant expiry(String robot) {
        return harbor.robots.robots.values().stream()
                .filter(it -> it.get("name").asText().endsWith("+" + robot))
                .map(it -> Instant.ofEpochSecond(it.get("expires_at").asLong()))
                .findFirst()
                .orElseThrow();
    }
}
