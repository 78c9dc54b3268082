// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopSignalTest {
    @Test
    void interrupts_the_work_and_waits_for_its_end() {
        var stopped = new CompletableFuture<Boolean>();
        try (var signal = StopSignal.ofProcess()) {
            new Thread(() -> {
                        signal.stop();
                        stopped.complete(true);
                    })
                    .start();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                assertThat(stopped).isNotDone();
            }
        }

        assertThat(stopped.join()).isTrue();
    }
}
