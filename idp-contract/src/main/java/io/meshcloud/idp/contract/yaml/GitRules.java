// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.text.Ascii;
import java.util.Arrays;
import java.util.List;

/**
 * The rules of a Git repository and its revisions, as Argo CD reads them. The values are written into generated files,
 * so only characters without a meaning in YAML and in URLs are allowed.
 *
 * <p>Source: git-clone(1), "GIT URLS"; git-check-ref-format(1).
 */
final class GitRules {
    private static final int MAX_LENGTH = 250;
    private static final int MAX_PORT_DIGITS = 5;
    private static final List<String> WEB = List.of("https://", "http://");
    private static final String SSH = "ssh://";

    private GitRules() {}

    /** {@code https://host/path}, {@code ssh://user@host/path} or {@code user@host:path}; never with a password. */
    static String repository(String text) {
        if (text.length() > MAX_LENGTH) {
            throw TextRules.refused("...", "is longer than " + MAX_LENGTH + " characters", "use a shorter URL");
        }
        if (!isWeb(text) && !isSsh(text) && !isShortSsh(text)) {
            // The message does not repeat a text that may contain a password.
            throw TextRules.refused(
                    text.indexOf('@') >= 0 ? "..." : text,
                    "is not the URL of a Git repository without credentials",
                    "write it like https://git.example.tld/platform/state.git or"
                            + " ssh://git@git.example.tld/platform/state.git; credentials belong into Argo CD");
        }
        return text;
    }

    /** A branch, a tag, a commit, or {@code HEAD}. */
    static String revision(String text) {
        boolean plain = text.length() <= MAX_LENGTH
                && Ascii.consistsOf(text, c -> isInName(c) && c != '-' && c != '.', c -> isInName(c) || c == '/');
        boolean parts = Arrays.stream(text.split("/", -1))
                .noneMatch(part -> part.isEmpty()
                        || part.startsWith(".")
                        || part.endsWith(".")
                        || part.endsWith(".lock")
                        || part.contains(".."));
        if (!plain || !parts) {
            throw TextRules.refused(
                    text,
                    "is not a branch, tag or commit",
                    "write the name of a branch, such as main, or HEAD for the default branch");
        }
        return text;
    }

    private static boolean isWeb(String text) {
        return WEB.stream().anyMatch(scheme -> text.startsWith(scheme) && isPlace(text.substring(scheme.length())));
    }

    private static boolean isSsh(String text) {
        if (!text.startsWith(SSH)) {
            return false;
        }
        int at = text.indexOf('@');
        return at < 0
                ? isPlace(text.substring(SSH.length()))
                : isUser(text.substring(SSH.length(), at)) && isPlace(text.substring(at + 1));
    }

    private static boolean isShortSsh(String text) {
        int at = text.indexOf('@');
        int colon = text.indexOf(':');
        return at > 0
                && colon > at
                && isUser(text.substring(0, at))
                && isHost(text.substring(at + 1, colon))
                && isPath(text.substring(colon + 1));
    }

    /** {@code host/path} or {@code host:port/path}. */
    private static boolean isPlace(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !isPath(text.substring(slash + 1))) {
            return false;
        }
        var authority = text.substring(0, slash);
        int colon = authority.indexOf(':');
        return colon < 0
                ? isHost(authority)
                : isHost(authority.substring(0, colon)) && isPort(authority.substring(colon + 1));
    }

    private static boolean isHost(String text) {
        return Arrays.stream(text.split("\\.", -1))
                .allMatch(part ->
                        Ascii.consistsOf(part, Ascii::isLetterOrDigit, c -> c == '-' || Ascii.isLetterOrDigit(c))
                                && !part.endsWith("-"));
    }

    private static boolean isPort(String text) {
        return text.length() <= MAX_PORT_DIGITS
                && Ascii.consistsOf(text, Ascii::isDigit)
                && text.charAt(0) != '0'
                && Integer.parseInt(text) <= RuntimeReader.MAX_PORT;
    }

    private static boolean isUser(String text) {
        return Ascii.consistsOf(text, GitRules::isInName);
    }

    private static boolean isPath(String text) {
        return Ascii.consistsOf(text, c -> isInName(c) || c == '/' || c == '~' || c == '%' || c == '+');
    }

    private static boolean isInName(int c) {
        return Ascii.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
    }
}
