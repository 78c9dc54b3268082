// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.testkit.RealPart;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * Runs the chaos tool for half a minute, each time with another seed. CONTRIBUTING describes how to run it for an hour.
 */
class ChaosIT {
    @Test
    void half_a_minute_of_random_faults_breaks_no_invariant() throws Exception {
        RealPart.require("bash", "git", "lighttpd");
        var printed = new ByteArrayOutputStream();

        var broken = Chaos.run(
                new PrintStream(printed, true, StandardCharsets.UTF_8), "--seconds", "25", "--processes", "1");

        var summary = printed.toString(StandardCharsets.UTF_8);
        assertThat(broken).as(summary).isEmpty();
        assertThat(summary).contains("seed ", "| release: updated |", "service reconcile: answered");
    }
}
