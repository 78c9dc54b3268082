// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names in a message: the first few, and how many more there are, so that a message fits on a screen. */
public final class Listed {
    private static final int LIMIT = 10;

    private Listed() {}

    /** The names in their order. */
    public static String of(Collection<String> names) {
        var shown = names.stream().limit(LIMIT).collect(Collectors.joining(", "));
        return names.size() <= LIMIT ? shown : shown + " and " + (names.size() - LIMIT) + " more";
    }
}
