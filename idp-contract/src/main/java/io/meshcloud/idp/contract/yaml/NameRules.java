// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The rules of names in DNS and Kubernetes.
 *
 * <p>Source: RFC 1123; Kubernetes, "Object Names and IDs" and the rules of {@code Ingress} paths.
 */
final class NameRules {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");
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
        boolean number = text.substring(text.lastIndexOf('.') + 1).chars().allMatch(Character::isDigit);
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
        boolean invalid = !PATH.matcher(text).matches()
                || text.contains("//")
                || text.toLowerCase(Locale.ROOT).contains("%2f")
                || Arrays.stream(text.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."));
        if (invalid) {
            throw TextRules.refused(
                    text,
                    "is not a valid ingress path",
                    "use the characters of a URL's path, without '//', '/./', '/../', '?' and '#'");
        }
        return text;
    }

    private static boolean isLabel(String text) {
        return text.length() <= MAX_LABEL && LABEL.matcher(text).matches();
    }

    private static boolean isName(String text) {
        return text.length() <= MAX_NAME && Arrays.stream(text.split("\\.", -1)).allMatch(NameRules::isLabel);
    }
}
