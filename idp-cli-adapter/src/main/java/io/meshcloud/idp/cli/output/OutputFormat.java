// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The format of the result: text for people, JSON for programs. */
public enum OutputFormat {
    TEXT,
    JSON;

    /** The format of this word, in lower case as on the command line. */
    public static Optional<OutputFormat> of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(word))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
