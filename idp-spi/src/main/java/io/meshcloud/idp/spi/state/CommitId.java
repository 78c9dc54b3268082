// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.text.Ascii;
import java.util.Objects;

/**
 * The full id of a commit of the state repository.
 *
 * @param value 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits
 */
public record CommitId(String value) {
    private static final int SHA_1 = 40;
    private static final int SHA_256 = 64;
    private static final int ABBREVIATED = 10;

    public CommitId {
        Objects.requireNonNull(value, "value");
        if ((value.length() != SHA_1 && value.length() != SHA_256) || !Ascii.consistsOf(value, Ascii::isLowerCaseHex)) {
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
