// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** The rules of single values in {@code platform.yaml}. */
final class PlatformRules {
    private static final Pattern IPV4 = Pattern.compile(
            "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])" + "(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}");
    private static final Pattern IPV6_PART = Pattern.compile("[0-9a-fA-F]{1,4}");

    private PlatformRules() {}

    /** {@code host} or {@code host/path}. */
    static String registry(String text) {
        try {
            return text.indexOf('/') >= 0
                    ? ImageRepository.parse(text).toString()
                    : ImageRepository.parse(text + "/any").host();
        } catch (IdpException e) {
            throw TextRules.refused(
                    text,
                    "is neither a registry's host nor a host with the first parts of a path",
                    "write harbor.example.tld or harbor.example.tld/team-a, without scheme, tag and trailing '/'");
        }
    }

    static String hostSuffix(String text) {
        if (text.startsWith(".") || text.startsWith("*")) {
            throw TextRules.refused(
                    text, "starts with a dot or a star", "write the domain only: it includes all hosts below it");
        }
        return NameRules.host(text);
    }

    static String url(String text) {
        try {
            var url = new URI(text);
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (web && url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null) {
                return text;
            }
        } catch (URISyntaxException e) {
            throw notAUrl(text);
        }
        throw notAUrl(text);
    }

    private static IdpException notAUrl(String text) {
        // The message does not repeat the text, because it may contain a password.
        return TextRules.refused(
                text.indexOf('@') >= 0 ? "..." : text,
                "is not a web address without credentials",
                "write it like https://argocd.example.tld");
    }

    /** An IPv4 or IPv6 network. */
    static String cidr(String text) {
        int slash = text.indexOf('/');
        var bits = text.substring(slash + 1);
        var base = slash < 0 ? "" : text.substring(0, slash);
        boolean v4 = IPV4.matcher(base).matches();
        boolean number = bits.matches("0|[1-9][0-9]{0,2}");
        if (!(v4 || isIpv6(base)) || !number || Integer.parseInt(bits) > (v4 ? 32 : 128)) {
            throw TextRules.refused(text, "is not a network", "write it like 10.0.0.0/8 or fd00::/8");
        }
        return text;
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return parts(text) == 8;
        }
        int left = gap == 0 ? 0 : parts(text.substring(0, gap));
        var rest = text.substring(gap + 2);
        int right = rest.isEmpty() ? 0 : parts(rest);
        return left >= 0 && right >= 0 && left + right < 8;
    }

    private static int parts(String text) {
        var parts = text.split(":", -1);
        for (var part : parts) {
            if (!IPV6_PART.matcher(part).matches()) {
                return -1;
            }
        }
        return parts.length;
    }
}
