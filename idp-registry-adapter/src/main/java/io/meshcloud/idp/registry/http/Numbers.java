// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.util.OptionalLong;

/** Numbers in headers. */
final class Numbers {
    private Numbers() {}

    /**
     * A number of decimal digits only; empty for any other text.
     *
     * @param maxDigits at most 18
     */
    static OptionalLong parse(String text, int maxDigits) {
        boolean isNumber =
                !text.isEmpty() && text.length() <= maxDigits && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
