// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.text.Ascii;
import java.util.Arrays;

/**
 * The rules of names in DNS and Kubernetes.
 *
 * <p>Source: RFC 1123; Kubernetes, "Object Names and IDs" and the rules of {@code Ingress} paths.
 */
final class NameRules {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;
    private static final int MAX_PATH = 1024;
    private static final String APP_PREFIX = "app-";

    private NameRules() {}

    static String namespace(String text) {
        if (!isLabel(text)) {
            throw TextRules.refused(
                    text,
                    "is not a namespace's name",
                    "use at most 63 lower-case letters, digits and '-', without '-' at the start or end");
        }
        if (!text.startsWith(APP_PREFIX)) {
            throw TextRules.refused(
                    text,
                    "does not start with " + APP_PREFIX,
                    "name it " + APP_PREFIX + "...; other namespaces belong to the platform");
        }
        return text;
    }

    static String namespacePrefix(String text) {
        // A prefix may end with a hyphen, but a namespace may not.
        if (!text.startsWith(APP_PREFIX) || !isLabel(text + "x")) {
            throw TextRules.refused(
                    text,
                    "is not a prefix of application namespaces",
                    "start it with " + APP_PREFIX + " and use lower-case letters, digits and '-'");
        }
        return text;
    }

    static String label(String text) {
        if (!isLabel(text)) {
            throw TextRules.refused(
                    text,
                    "is not a DNS label",
                    "use at most 63 lower-case letters, digits and '-', without '-' at the start or end");
        }
        return text;
    }

    /** The name of a Kubernetes object. */
    static String objectName(String text) {
        if (!isName(text)) {
            throw TextRules.refused(text, "is not a Kubernetes name", "use lower-case letters, digits, '-' and '.'");
        }
        return text;
    }

    /** {@code name} or {@code namespace/name}. */
    static String namespacedName(String text) {
        int slash = text.indexOf('/');
        if ((slash >= 0 && !isLabel(text.substring(0, slash))) || !isName(text.substring(slash + 1))) {
            throw TextRules.refused(text, "is not a Kubernetes name", "write name, or namespace/name, in lower case");
        }
        return text;
    }

    /** {@code namespace:name}. */
    static String serviceAccount(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || !isLabel(text.substring(0, colon)) || !isName(text.substring(colon + 1))) {
            throw TextRules.refused(
                    text, "is not a service account", "write namespace:name, for example argocd:argocd-server");
        }
        return text;
    }

    static String host(String text) {
        boolean number = Ascii.consistsOf(text.substring(text.lastIndexOf('.') + 1), Ascii::isDigit);
        if (!isName(text) || number) {
            throw TextRules.refused(
                    text,
                    "is not a host name",
                    "use lower-case letters, digits and '-' in parts joined by '.', without port, path or '*'");
        }
        return text;
    }

    static String path(String text) {
        if (!text.startsWith("/")) {
            throw TextRules.refused(text, "is not an absolute path", "start it with '/'");
        }
        if (text.length() > MAX_PATH) {
            throw TextRules.refused(text, "is longer than " + MAX_PATH + " characters", "shorten the path");
        }
        if (!Ascii.consistsOf(text, NameRules::isInPath)) {
            throw TextRules.refused(
                    text,
                    "contains a character that an ingress controller may read as part of its own configuration",
                    "use letters, digits, '.', '_', '~', '-' and '/', and write other characters as %XX");
        }
        boolean climbs = Arrays.stream(text.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."));
        if (climbs || text.contains("//") || !hasPlainEscapes(text)) {
            throw TextRules.refused(
                    text,
                    "is not a valid ingress path",
                    "write it without '//', '/./' and '/../'; '%' is followed by two hexadecimal digits, which are not"
                            + " those of '.', '/', a backslash or a control character");
        }
        return text;
    }

    /** Only characters that have no meaning in the configuration of any ingress controller. */
    private static boolean isInPath(int c) {
        return Ascii.isLetterOrDigit(c) || c == '.' || c == '_' || c == '~' || c == '%' || c == '/' || c == '-';
    }

    /** Whether no escape is broken, or hides a character on which servers disagree. */
    private static boolean hasPlainEscapes(String path) {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            var digits = path.substring(at + 1, Math.min(at + 3, path.length()));
            if (digits.length() < 2 || !Ascii.consistsOf(digits, Ascii::isHex)) {
                return false;
            }
            int escaped = Integer.parseInt(digits, 16);
            if (escaped < ' ' || escaped == 0x7F || escaped == '.' || escaped == '/' || escaped == '\\') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLabel(String text) {
        return text.length() <= MAX_LABEL
                && Ascii.consistsOf(text, Ascii::isLowerCaseOrDigit, c -> c == '-' || Ascii.isLowerCaseOrDigit(c))
                && !text.endsWith("-");
    }

    private static boolean isName(String text) {
        return text.length() <= MAX_NAME && Arrays.stream(text.split("\\.", -1)).allMatch(NameRules::isLabel);
    }
}
