// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.text;

/** IPv4 addresses: four numbers from 0 to 255 without leading zeros, because programs read {@code 010} differently. */
public final class Ipv4 {
    private static final int PARTS = 4;
    private static final int MAX_DIGITS = 3;
    private static final int MAX_PART = 255;

    private Ipv4() {}

    public static boolean isAddress(String text) {
        var parts = text.split("\\.", PARTS + 1);
        if (parts.length != PARTS) {
            return false;
        }
        for (var part : parts) {
            if (!isPart(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPart(String text) {
        return text.length() <= MAX_DIGITS
                && Ascii.consistsOf(text, Ascii::isDigit)
                && (text.length() == 1 || text.charAt(0) != '0')
                && Integer.parseInt(text) <= MAX_PART;
    }
}
