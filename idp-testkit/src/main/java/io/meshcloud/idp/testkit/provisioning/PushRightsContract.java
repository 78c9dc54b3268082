// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The scope of a right to push, see {@link io.meshcloud.idp.spi.provisioning.PushRights}. */
public abstract class PushRightsContract extends ProvisioningContract {

    @Test
    void repositories_of_one_group_have_the_same_group_name() {
        assertThat(place().pushRights().reach(sibling("other")))
                .isEqualTo(place().pushRights().reach(place().repository()));
    }

    @Test
    void repositories_of_two_groups_have_different_group_names() {
        var reach = place().pushRights().reach(place().repository());

        assertThat(place().pushRights().reach(place().repositoryOfAnotherGroup()))
                .satisfiesAnyOf(
                        other -> assertThat(other).isNotEqualTo(reach),
                        other -> assertThat(other).isEmpty());
    }

    @Test
    void many_threads_ask_at_once() {
        assertThat(IntStream.range(0, 32)
                        .parallel()
                        .mapToObj(number -> place().pushRights().reach(sibling("app-" + number)))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void a_registry_that_cannot_be_reached_is_a_problem_that_says_to_try_again() {
        place().makeUnreachable();

        assertRetryable(() -> place().pushRights().reach(place().repository()));
    }
}
