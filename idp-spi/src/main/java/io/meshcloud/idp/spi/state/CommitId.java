// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The full id of a commit of the state repository.
 *
 * @param value 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits
 */
public record CommitId(String value) {
    private static final Pattern GRAMMAR = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
    private static final int ABBREVIATED = 10;

    public CommitId {
        Objects.requireNonNull(value, "value");
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not a commit's id: " + value);
        }
    }

    public static CommitId parse(String value) {
        return new CommitId(value);
    }

    /** The first ten digits, for people. */
    public String abbreviated() {
        return value.substring(0, ABBREVIATED);
    }

    @Override
    public String toString() {
        return value;
    }
}
