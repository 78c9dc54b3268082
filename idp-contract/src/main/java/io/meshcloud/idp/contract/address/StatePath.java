// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.List;
import java.util.Objects;

/**
 * The path of a file or folder in the GitOps State Repository, relative to its root. It cannot leave the root, name
 * {@code .git} or contain a character that a shell, a terminal or another file system interprets differently.
 *
 * @param value segments of letters, digits, {@code . _ -}, joined by {@code /}; no segment starts with a dot
 */
public record StatePath(String value) implements Comparable<StatePath> {
    public StatePath {
        Objects.requireNonNull(value, "value");
        if (!isPath(value)) {
            throw new IllegalArgumentException("not a path in a state repository: " + Quoted.of(value));
        }
    }

    private static boolean isPath(String text) {
        boolean starts = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean named = Ascii.isLetterOrDigit(c) || c == '_';
            boolean allowed = starts ? named : named || c == '.' || c == '-' || c == '/';
            if (!allowed) {
                return false;
            }
            starts = c == '/';
        }
        return !starts;
    }

    public static StatePath of(String value) {
        return new StatePath(value);
    }

    /** The path of a file or folder directly below this folder. */
    public StatePath resolve(String name) {
        return new StatePath(value + "/" + name);
    }

    public List<String> segments() {
        return List.of(value.split("/"));
    }

    /** The last segment. */
    public String fileName() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    @Override
    public int compareTo(StatePath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
