// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

import java.util.Comparator;
import java.util.Objects;

/**
 * A place in a file, printed as {@code file:line:column}, which editors and terminals make clickable.
 *
 * @param file the file as the user knows it: a path in the state repository, or the path given on the command line
 * @param line counted from 1; 0 for the whole file
 * @param column counted from 1 in code points; 0 for the whole file
 */
public record Location(String file, int line, int column) implements Comparable<Location> {
    private static final Comparator<Location> ORDER = Comparator.comparing(Location::file)
            .thenComparingInt(Location::line)
            .thenComparingInt(Location::column);

    public Location {
        Objects.requireNonNull(file, "file");
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("line and column count from 1: " + line + ":" + column);
        }
    }

    /** The file as a whole. */
    public static Location of(String file) {
        return new Location(file, 0, 0);
    }

    @Override
    public int compareTo(Location other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
