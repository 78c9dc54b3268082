package io.meshcloud.idp.spi.provisioning;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A robot account of ours as the registry knows it.
 *
 * @param name the user name to log in with
 * @param expires absent if never
 * @param disabled whether somebody has switched it off
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

    /** Whether one can log in with it. */
    public State state(Instant now) {
        if (disabled) {
            return State.DISABLED;
        }
        return expires != null && !expires.isAfter(now) ? State.EXPIRED : State.GOOD;
    }

    /** Whether one can log in with an account. */
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
