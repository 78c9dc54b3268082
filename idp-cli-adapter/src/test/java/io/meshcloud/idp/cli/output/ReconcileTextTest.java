// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReconcileTextTest {
    @Test
    void a_poll_that_waits_names_the_registries_and_the_number_of_their_environments() {
        var registries = new TreeMap<>(Map.of("b.example", 2, "a.example", 150, "c.example", 1, "d.example", 1));

        assertThat(ReconcileText.waiting("checked 200 of 1000", registries, 3))
                .isEqualTo(
                        "checked 200 of 1000; waiting for a.example (150), b.example (2) and 2 more; releasing to 3");
    }

    @Test
    void a_poll_that_waits_for_releases_only_says_how_many() {
        assertThat(ReconcileText.waiting("", new TreeMap<>(), 1)).isEqualTo("releasing to 1");
    }
}
