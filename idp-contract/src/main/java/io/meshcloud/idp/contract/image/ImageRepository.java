// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.text.Ipv4;
import java.util.Objects;

/**
 * The repository in a registry that an environment tracks: host and path. Two environments never share a repository
 * (ADR-004, "Platform-enforced constraints").
 *
 * <p>The grammar is the {@code reference} grammar of the distribution project, in lower case and with a required host,
 * because there is no default registry. It is stricter in two points, so that each repository has one spelling: a port
 * is a number from 1 to 65535 without leading zeros, and a host is an IPv4 address or a name whose last label begins
 * with a letter (RFC 2396, 3.2.2). IPv6 addresses are not allowed.
 *
 * @param host a host name with a dot or a port, or {@code localhost}
 * @param path the path below the host, without a leading slash
 */
public record ImageRepository(String host, String path) implements Comparable<ImageRepository> {
    /** The maximum length of host and path together, in characters. */
    public static final int MAX_LENGTH = 255;

    private static final String HUB = "docker.io";
    private static final String OLD_HUB = "index.docker.io";
    private static final String OFFICIAL_IMAGES = "library/";
    private static final String HTTPS_PORT = ":443";
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;

    public ImageRepository {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(path, "path");
        var whole = host + "/" + path;
        if (whole.length() > MAX_LENGTH) {
            throw refused(whole, "is longer than " + MAX_LENGTH + " characters", "shorten the path");
        }
        if (whole.chars().anyMatch(c -> c >= 'A' && c <= 'Z')) {
            throw refused(whole, "has upper-case letters", "write it in lower case, as the registry does");
        }
        checkHost(host, whole);
        for (var part : path.split("/", -1)) {
            if (!isPart(part)) {
                throw refused(
                        whole,
                        "has the part " + Quoted.of(part) + ", which is not allowed in a repository",
                        "use lower-case letters and digits with single '.', '_', '__' or hyphens between them, parts"
                                + " joined by single '/'");
            }
        }
    }

    /**
     * Parses {@code host/path}. The names of Docker Hub are one, as for Docker: {@code index.docker.io} is
     * {@code docker.io}, and {@code docker.io/app} is {@code docker.io/library/app}.
     *
     * @throws IdpException {@link ProblemCode#INVALID_IMAGE} if it is not a repository; the message names what is
     *     superfluous, such as a scheme, a user, a tag or a digest
     */
    public static ImageRepository parse(String value) {
        Objects.requireNonNull(value, "value");
        int at = value.lastIndexOf('@');
        // The text before an '@' may contain a password, so a message only repeats it if a digest follows.
        var shown = value.substring(at + 1);
        if (value.contains("://")) {
            throw refused(
                    shown,
                    "has a scheme",
                    "remove the scheme: write host/path, for example harbor.example.tld/team-a/app1");
        }
        if (shown.startsWith("sha256:") && value.indexOf('@') == at) {
            throw refused(
                    value, "has a digest", "remove the digest: write host/path; the digest belongs in release.yaml");
        }
        if (at >= 0) {
            throw refused(
                    shown,
                    "follows a user or another '@'",
                    "write host/path without '@'; a repository must not contain credentials");
        }
        int slash = value.indexOf('/');
        if (slash < 0) {
            throw refused(
                    value, "has no path after a host", "write host/path, for example harbor.example.tld/team-a/app1");
        }
        if (value.indexOf(':', slash) >= 0) {
            throw refused(value, "has a tag", "remove the tag; a release names the tag");
        }
        return ofDocker(value.substring(0, slash), value.substring(slash + 1));
    }

    /** Source: the distribution project's {@code reference} library, "normalize". */
    private static ImageRepository ofDocker(String host, String path) {
        if (!host.equals(HUB) && !host.equals(OLD_HUB)) {
            return new ImageRepository(host, path);
        }
        return new ImageRepository(HUB, path.indexOf('/') < 0 ? OFFICIAL_IMAGES + path : path);
    }

    /**
     * The text that the names of one repository share, for a comparison: without the port of https, because a registry
     * is reached there if a name has no port. Never write it into a file: registries keep credentials by the host as it
     * is written.
     */
    public String uniqueName() {
        return host.endsWith(HTTPS_PORT)
                ? ofDocker(host.substring(0, host.length() - HTTPS_PORT.length()), path)
                        .toString()
                : toString();
    }

    private static void checkHost(String host, String whole) {
        if (host.startsWith("[")) {
            throw refused(whole, "has an IPv6 address as its host", "write the registry's host name");
        }
        int colon = host.indexOf(':');
        var name = colon < 0 ? host : host.substring(0, colon);
        boolean isHost = colon >= 0 || host.indexOf('.') >= 0 || host.equals("localhost");
        if (!isHost || !isName(name)) {
            throw refused(
                    whole,
                    "does not start with a registry's host",
                    "write the registry's host first, with a dot, a port or as localhost, for example"
                            + " harbor.example.tld/team-a/app1");
        }
        boolean endsInNumber = Ascii.isDigit(name.charAt(name.lastIndexOf('.') + 1));
        if (endsInNumber && !Ipv4.isAddress(name)) {
            throw refused(
                    whole,
                    "has the host " + Quoted.of(name) + ", which is neither a name nor an IPv4 address",
                    "write four numbers from 0 to 255, or a name whose last part begins with a letter");
        }
        if (colon >= 0 && !isPort(host.substring(colon + 1))) {
            throw refused(
                    whole,
                    "has the invalid port " + Quoted.of(host.substring(colon + 1)),
                    "write a port from 1 to " + MAX_PORT + ", or none");
        }
    }

    /** Labels of lower-case letters, digits and inner hyphens, joined by single dots. */
    private static boolean isName(String text) {
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean edge = before == '.' || before == '-';
            boolean allowed = c == '.' ? !edge : c == '-' ? before != '.' : Ascii.isLowerCaseOrDigit(c);
            if (!allowed) {
                return false;
            }
            before = c;
        }
        return before != '.' && before != '-';
    }

    /** Words of lower-case letters and digits, joined by a dot, one or two underscores, or hyphens. */
    private static boolean isPart(String text) {
        int at = Ascii.skip(text, 0, Ascii::isLowerCaseOrDigit);
        if (at == 0) {
            return false;
        }
        while (at < text.length()) {
            int word = separatorEnd(text, at);
            int end = Ascii.skip(text, word, Ascii::isLowerCaseOrDigit);
            if (word == at || end == word) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private static int separatorEnd(String text, int at) {
        return switch (text.charAt(at)) {
            case '.' -> at + 1;
            case '_' -> text.startsWith("__", at) ? at + 2 : at + 1;
            case '-' -> Ascii.skip(text, at, c -> c == '-');
            default -> at;
        };
    }

    private static boolean isPort(String text) {
        return text.length() <= MAX_PORT_DIGITS
                && Ascii.consistsOf(text, c -> c >= '1' && c <= '9', Ascii::isDigit)
                && Integer.parseInt(text) <= MAX_PORT;
    }

    private static IdpException refused(String value, String why, String fix) {
        return Problem.of(ProblemCode.INVALID_IMAGE, Quoted.of(value) + " " + why, "", fix)
                .asException();
    }

    @Override
    public int compareTo(ImageRepository other) {
        return toString().compareTo(other.toString());
    }

    /** {@code host/path}. */
    @Override
    public String toString() {
        return host + "/" + path;
    }
}
