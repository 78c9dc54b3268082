// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A robot account that the platform created, as the registry reports it.
 *
 * @param name the user name to log in with
 * @param expires absent if never
 * @param disabled whether it was disabled at the registry
 */
public record RobotAccount(
        RobotPurpose purpose, String name, @Nullable Instant expires, boolean disabled) {
    public RobotAccount {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(name, "name");
    }

    public Optional<Instant> expiry() {
        return Optional.ofNullable(expires);
    }

    /** Whether it can be used to log in. */
    public State state(Instant now) {
        if (disabled) {
            return State.DISABLED;
        }
        return expires != null && !expires.isAfter(now) ? State.EXPIRED : State.GOOD;
    }

    /** Whether an account can be used to log in. */
    public enum State {
        GOOD("good"),
        EXPIRED("expired"),
        DISABLED("disabled");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
