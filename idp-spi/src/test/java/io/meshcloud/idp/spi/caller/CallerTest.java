// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.problem.IdpException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {
    private static final EnvironmentAddress DEV = EnvironmentAddress.parse("likvid/hello-api/dev");

    @ParameterizedTest
    @EnumSource(Action.class)
    void the_platform_may_do_everything(Action action) {
        assertThat(Caller.platform(new Actor("platform")).may(action, DEV)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void a_caller_without_grants_may_do_nothing(Action action) {
        assertThat(Caller.granted(new Actor("team"), List.of()).refusal(action, DEV))
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void a_grant_allows_only_what_it_names(Action action) {
        for (var granted : List.of(Action.RELEASE, Action.ROLL_BACK, Action.HOLD, Action.CONFIGURE)) {
            var caller = Caller.granted(new Actor("team"), List.of(new Grant(AddressPattern.of(DEV), Set.of(granted))));

            boolean expected = action == granted || (granted == Action.HOLD && action == Action.RESUME);
            assertThat(caller.may(action, DEV)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"CREATE", "APPLY", "RETIRE", "INIT"})
    void actions_of_the_platform_cannot_be_granted(Action action) {
        var anywhere = AddressPattern.parse("*/*/*");

        assertThatThrownBy(() -> new Grant(anywhere, Set.of(action))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "likvid/hello-api/dev, true",
        "likvid/hello-api/*, true",
        "*/*/*, true",
        "likvid/hello-api/prod, false",
        "likvid/hello-api, false",
        "likvid/hello-api/dev/x, false",
        "*, false",
        "likvid/hello/dev, false"
    })
    void a_pattern_matches_segment_by_segment(String pattern, boolean matches) {
        assertThat(AddressPattern.parse(pattern).matches(DEV)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "**", "a*", "A/b", "../x", "a//b", "a/b/"})
    void an_invalid_pattern_is_refused(String text) {
        assertThatThrownBy(() -> AddressPattern.parse(text)).isInstanceOf(IdpException.class);
    }

    @Test
    void acting_on_behalf_of_a_person_changes_no_grant() {
        var caller = Caller.granted(new Actor("portal"), List.of()).onBehalfOf(new Actor("ada"));

        assertThat(caller.may(Action.RELEASE, DEV)).isFalse();
        assertThat(caller.onBehalfOf()).isEqualTo(new Actor("ada"));
    }

    @Test
    void a_request_of_a_person_cannot_have_the_trigger_of_automation() {
        assertThatThrownBy(() -> RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)
                        .ofPerson())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
