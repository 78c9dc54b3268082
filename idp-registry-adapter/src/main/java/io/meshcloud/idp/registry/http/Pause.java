package io.meshcloud.idp.registry.http;

import java.time.Duration;

/** Waiting, as a value that tests replace. */
@FunctionalInterface
public interface Pause {
    void sleep(Duration time) throws InterruptedException;

    static Pause real() {
        return time -> Thread.sleep(time.toMillis());
    }
}
