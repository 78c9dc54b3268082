// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import java.net.URI;
import java.net.URISyntaxException;

/** The rules of single values in {@code platform.yaml}. */
final class PlatformRules {
    private static final String BELOW = "/any/any";

    private PlatformRules() {}

    /** {@code host} or {@code host/path}, which may be the first parts of a path. */
    static String registry(String text) {
        try {
            // Two parts, because Docker Hub expands a path of one part to "library/...".
            var below = ImageRepository.parse(text + BELOW).toString();
            return below.substring(0, below.length() - BELOW.length());
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
        if (Network.parse(text).isEmpty()) {
            throw TextRules.refused(text, "is not a network", "write it like 10.0.0.0/8 or fd00::/8");
        }
        return text;
    }
}
