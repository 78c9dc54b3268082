// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image's label as the history may show it. A label is foreign text, and build tools write the URL of their clone
 * into it unchanged, so the credentials and the query of a URL in any form are removed. A secret cannot be removed from
 * Git history.
 */
final class PublicLabel {
    private static final int MAX_LENGTH = 300;
    private static final String SCHEME_END = "://";
    private static final String NO_SCHEME = "//";

    /** The user of ssh at all big Git servers, which is not a secret. */
    private static final String GIT_USER = "git@";

    private PublicLabel() {}

    /**
     * The part of the label that may be published; empty if it is not one harmless line, or may still have a secret.
     */
    static Optional<String> of(@Nullable String label) {
        return Optional.ofNullable(label)
                .filter(text -> text.length() <= 2 * MAX_LENGTH)
                .filter(text -> !text.isBlank() && text.equals(text.strip()))
                .filter(text -> text.codePointCount(0, text.length()) <= MAX_LENGTH)
                .filter(text -> text.codePoints().allMatch(Quoted::isHarmless))
                .map(PublicLabel::withoutQuery)
                .map(PublicLabel::withoutUser)
                .filter(text -> !text.isEmpty() && !hasUser(text));
    }

    /** The URL without a query, a fragment or parameters. */
    private static String withoutQuery(String url) {
        int end = 0;
        while (end < url.length() && "?#;&".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return url.substring(0, end).strip();
    }

    /** The URL without the user and password before the host, with a scheme or in the short form of ssh. */
    private static String withoutUser(String url) {
        int start = authority(url);
        int slash = url.indexOf('/', start);
        int at = url.lastIndexOf('@', slash < 0 ? url.length() : slash);
        return at < start || !hasUser(url) ? url : url.substring(0, start) + url.substring(at + 1);
    }

    private static boolean hasUser(String url) {
        int start = authority(url);
        return url.indexOf('@', url.startsWith(GIT_USER, start) ? start + GIT_USER.length() : start) >= 0;
    }

    /** Where the user or the host begins. */
    private static int authority(String url) {
        int scheme = url.indexOf(SCHEME_END);
        if (scheme >= 0) {
            return scheme + SCHEME_END.length();
        }
        return url.startsWith(NO_SCHEME) ? NO_SCHEME.length() : 0;
    }
}
