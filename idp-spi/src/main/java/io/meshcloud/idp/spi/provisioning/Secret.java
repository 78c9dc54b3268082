package io.meshcloud.idp.spi.provisioning;

import java.util.Objects;

/**
 * Something that must not be read by accident: no message, log line or record that holds one shows it. Whoever hands it
 * out asks for {@link #reveal}.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(Objects.requireNonNull(value, "value"));
    }

    /** The secret itself, for its recipient only. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
