// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The path of a file or folder in the GitOps State Repository, relative to its root. It cannot leave the root, name
 * {@code .git} or contain a character that a shell, a terminal or another file system interprets differently.
 *
 * @param value segments of letters, digits, {@code . _ -}, joined by {@code /}; no segment starts with a dot
 */
public record StatePath(String value) implements Comparable<StatePath> {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    public StatePath {
        Objects.requireNonNull(value, "value");
        if (!Arrays.stream(value.split("/", -1))
                .allMatch(part -> SEGMENT.matcher(part).matches())) {
            throw new IllegalArgumentException("not a path in a state repository: " + Quoted.of(value));
        }
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
