// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.Finding.Severity;
import org.junit.jupiter.api.Test;

/** The words that programs find in the records. They never change. */
class WireWordsTest {
    @Test
    void a_release_is_updated_unchanged_rejected_held_planned_or_proposed() {
        assertThat(ReleaseResult.Status.values())
                .extracting(Enum::toString)
                .containsExactly("updated", "unchanged", "rejected", "held", "planned", "proposed");
    }

    @Test
    void a_change_is_changed_unchanged_rejected_or_planned() {
        assertThat(ChangeResult.Status.values())
                .extracting(Enum::toString)
                .containsExactly("changed", "unchanged", "rejected", "planned");
    }

    @Test
    void an_environment_is_ok_or_broken() {
        assertThat(EnvironmentSummaryView.State.values())
                .extracting(Enum::toString)
                .containsExactly("ok", "broken");
    }

    @Test
    void an_image_in_the_registry_is_present_gone_or_unknown() {
        assertThat(EnvironmentDetailsView.ImageState.values())
                .extracting(Enum::toString)
                .containsExactly("present", "gone", "unknown");
    }

    @Test
    void a_finding_is_an_error_or_a_warning() {
        assertThat(Severity.values()).extracting(Enum::toString).containsExactly("error", "warning");
    }
}
