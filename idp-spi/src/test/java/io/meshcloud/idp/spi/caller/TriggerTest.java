// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerTest {
    @Test
    void another_updater_has_its_own_name() {
        assertThat(Trigger.of("acme-updater")).hasToString("acme-updater");
        assertThat(Trigger.ofAutomation("acme-poll").isAutomation()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Acme", "1st", "a--b", "a-", "a b", "a\nIdp-Action: release", "ä"})
    void a_name_that_is_invalid_in_a_trailer_is_refused(String name) {
        assertThatExceptionOfType(IdpException.class)
                .isThrownBy(() -> Trigger.of(name))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.INVALID_TEXT));
    }

    @Test
    void the_name_is_at_most_63_characters_long() {
        assertThat(Trigger.of("a".repeat(63)).observedBy()).hasSize(63);
        assertThatExceptionOfType(IdpException.class).isThrownBy(() -> Trigger.of("a".repeat(64)));
    }

    @Test
    void the_name_of_the_release_controller_is_reserved() {
        assertThatExceptionOfType(IdpException.class)
                .isThrownBy(() -> Trigger.of(Trigger.RELEASE_CONTROLLER.observedBy()));
    }
}
