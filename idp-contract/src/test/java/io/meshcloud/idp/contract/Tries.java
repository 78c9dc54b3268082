// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract;

/**
 * How many cases a test tries that makes its cases itself: all of them, or a few in a quick build (the Maven profile
 * {@code quick}). {@link QuickTries} does the same for properties.
 */
public final class Tries {
    private static final boolean QUICK = Boolean.getBoolean("idp.quick");

    private Tries() {}

    /** All tries; in a quick build a few. */
    public static int of(int all, int few) {
        return QUICK ? few : all;
    }

    /** The numbers below {@code all}; in a quick build a few of them, evenly spread. */
    public static int[] below(int all, int few) {
        int count = Math.min(all, of(all, few));
        var numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (int) ((long) i * all / count);
        }
        return numbers;
    }
}
