// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.time.Duration;

/** How to wait; tests replace it. */
@FunctionalInterface
public interface Pause {
    void sleep(Duration time) throws InterruptedException;

    static Pause real() {
        return time -> Thread.sleep(time.toMillis());
    }
}
