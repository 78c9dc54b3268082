// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {
    private static final EnvironmentAddress DEV = EnvironmentAddress.parse("likvid/hello-api/dev");
    private static final EnvironmentAddress PROD = EnvironmentAddress.parse("likvid/hello-api/prod");

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
        for (var granted : Right.values()) {
            boolean expected = Right.neededFor(action).equals(Optional.of(granted));
            assertThat(team(DEV, granted).may(action, DEV)).isEqualTo(expected);
            assertThat(team(PROD, granted).may(action, DEV)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"INIT", "ACCEPT_REWRITE"})
    void actions_of_the_platform_cannot_be_granted(Action action) {
        var everything = new Grant(AddressPattern.parse("*/*/*"), EnumSet.allOf(Right.class));
        var caller = Caller.granted(new Actor("team"), List.of(everything));

        assertThat(caller.may(action, DEV)).isFalse();
        assertThat(caller.platformRefusal(action)).isPresent();
        assertThat(caller.refusalEverywhere(action, Layout.DEFAULT)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(Right.class)
    void each_grant_includes_sight_of_its_environments_only(Right right) {
        assertThat(team(DEV, right).maySee(DEV)).isTrue();
        assertThat(team(DEV, right).maySee(PROD)).isFalse();
        assertThat(team(DEV, right).name(DEV)).isEqualTo("likvid/hello-api/dev");
        assertThat(team(DEV, right).name(PROD)).isEqualTo("another environment");
    }

    @ParameterizedTest
    @CsvSource({"*/*/*, true", "*/*, false", "*/*/dev, false", "likvid/*/*, false"})
    void a_stop_of_all_releases_needs_a_grant_on_every_environment(String pattern, boolean allowed) {
        var caller = Caller.granted(
                new Actor("operations"), List.of(new Grant(AddressPattern.parse(pattern), Set.of(Right.STOP))));

        assertThat(caller.refusalEverywhere(Action.STOP, Layout.DEFAULT).isEmpty())
                .isEqualTo(allowed);
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
        var caller =
                Caller.granted(new Actor("portal"), List.of()).actingForOthers().onBehalfOf(new Actor("ada"));

        assertThat(caller.may(Action.RELEASE, DEV)).isFalse();
        assertThat(caller.onBehalfOf()).isEqualTo(new Actor("ada"));
    }

    @Test
    void a_caller_without_that_right_cannot_act_for_others() {
        var caller = Caller.granted(new Actor("portal"), List.of());

        assertForbidden(() -> caller.onBehalfOf(new Actor("ada")));
    }

    @Test
    void a_caller_can_use_its_own_triggers_only() {
        var caller = Caller.granted(new Actor("portal"), List.of()).using(Set.of(Trigger.BUILDING_BLOCK));

        assertThat(RequestContext.of(caller, Trigger.BUILDING_BLOCK).trigger()).isEqualTo(Trigger.BUILDING_BLOCK);
        assertForbidden(() -> RequestContext.of(caller, Trigger.HTTP));
        assertForbidden(() -> RequestContext.of(caller, Trigger.RELEASE_CONTROLLER));
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThat(catchThrowableOfType(IdpException.class, call).problem().code())
                .isEqualTo(ProblemCode.FORBIDDEN);
    }

    private static Caller team(EnvironmentAddress address, Right right) {
        return Caller.granted(new Actor("team"), List.of(new Grant(AddressPattern.of(address), Set.of(right))));
    }

    @Test
    void a_request_of_a_person_cannot_have_the_trigger_of_automation() {
        assertThatThrownBy(() -> RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)
                        .ofPerson())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
