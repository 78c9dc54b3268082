// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import java.util.Objects;

/**
 * A secret. Its {@code toString} does not show it, so no message, log line or record does by accident. Call
 * {@link #reveal} to pass it on.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(Objects.requireNonNull(value, "value"));
    }

    /** The secret itself; pass it to its recipient only. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
