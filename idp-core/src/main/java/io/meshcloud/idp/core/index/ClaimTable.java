// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that may make a claim. It is one sorted array of numbers, because a map for each kind of claim would be
 * several times as large.
 */
final class ClaimTable {
    private static final long FILE = 0xFFFF_FFFFL;

    private final List<ClaimedFile> files;

    /** The mark of a claim in the upper half, the number of its file in the lower half. */
    private final long[] claims;

    private ClaimTable(List<ClaimedFile> files) {
        this.files = files;
        var all = new long[files.size() * Claim.values().length];
        int size = 0;
        for (int i = 0; i < files.size(); i++) {
            for (var claim : Claim.values()) {
                int mark = files.get(i).mark(claim);
                if (mark != Claim.NONE) {
                    all[size++] = first(mark) | i;
                }
            }
        }
        this.claims = Arrays.copyOf(all, size);
        Arrays.sort(claims);
    }

    static ClaimTable of(Collection<ClaimedFile> files) {
        return new ClaimTable(
                files.stream().filter(file -> !file.claimsNothing()).toList());
    }

    List<ClaimedFile> files() {
        return files;
    }

    /** All files with this mark. */
    Stream<ClaimedFile> find(int mark) {
        int from = position(first(mark));
        int to = from;
        while (to < claims.length && claims[to] >>> Integer.SIZE == first(mark) >>> Integer.SIZE) {
            to++;
        }
        return Arrays.stream(claims, from, to).mapToObj(claim -> files.get((int) (claim & FILE)));
    }

    private static long first(int mark) {
        return (long) mark << Integer.SIZE;
    }

    private int position(long claim) {
        int found = Arrays.binarySearch(claims, claim);
        return found < 0 ? -found - 1 : found;
    }
}
