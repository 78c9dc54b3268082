// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.util.Arrays;
import java.util.Optional;

/**
 * The address of the next page in a {@code Link} header.
 *
 * <p>Source: RFC 8288, section 3.
 */
public final class NextLink {
    private static final String SPACE = " \t";
    private static final String SEPARATORS = " \t,";

    private NextLink() {}

    /** The first link with the relation {@code next}; empty for a header without one. */
    public static Optional<String> in(String header) {
        var text = new HeaderText(header);
        text.skip(SEPARATORS);
        while (text.accept('<')) {
            var target = text.upTo('>');
            boolean isNext = isNext(text);
            if (target.isPresent() && isNext) {
                return target;
            }
            text.skip(SEPARATORS);
        }
        return Optional.empty();
    }

    /** Reads the parameters of a link; whether its relation is "next". */
    private static boolean isNext(HeaderText text) {
        boolean isNext = false;
        text.skip(SPACE);
        while (text.accept(';')) {
            text.skip(SPACE);
            var name = text.token();
            text.skip(SPACE);
            if (text.accept('=')) {
                text.skip(SPACE);
                var value = text.quoted().orElseGet(text::token);
                isNext |= name.equalsIgnoreCase("rel")
                        && Arrays.stream(value.split(" ", -1)).anyMatch("next"::equalsIgnoreCase);
            }
            text.skip(SPACE);
        }
        return isNext;
    }
}
