package io.meshcloud.idp.contract.image;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The exact place in a registry that an environment tracks: host and path. Two environments never share one (ADR-004,
 * "Platform-enforced constraints").
 *
 * <p>The grammar is the distribution project's {@code reference} grammar, lower case only, with a host that is
 * recognisable as one: there is no default registry.
 *
 * @param host a host name with a dot or a port, or {@code localhost}
 * @param path the path below the host, without a leading slash
 */
public record ImageRepository(String host, String path) implements Comparable<ImageRepository> {
    private static final int MAX_LENGTH = 255;
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?");
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

    public ImageRepository {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(path, "path");
        var whole = host + "/" + path;
        if (whole.length() > MAX_LENGTH) {
            throw refused(whole, "is longer than " + MAX_LENGTH + " characters", "shorten the path");
        }
        if (!HOST.matcher(host).matches() || !isHost(host)) {
            throw refused(
                    whole,
                    "does not start with a registry's host",
                    "write the registry's host first, with a dot, a port or as localhost, for example"
                            + " harbor.example.tld/team-a/app1");
        }
        if (!PATH.matcher(path).matches()) {
            throw refused(
                    whole,
                    "is not a repository",
                    "use lower-case letters, digits and single '.', '_', '__' or '-' between them, parts joined by '/'");
        }
    }

    /**
     * Reads {@code host/path}.
     *
     * @throws IdpException {@link ProblemCode#INVALID_IMAGE} naming what is too much: a scheme, a user, a tag, a digest
     */
    public static ImageRepository parse(String value) {
        Objects.requireNonNull(value, "value");
        if (value.contains("://")) {
            throw refused(value, "has a scheme", "leave the scheme away");
        }
        if (value.indexOf('@') >= 0) {
            throw refused(
                    value,
                    "has a digest or a user",
                    "write host and path only; the digest belongs into release.yaml, credentials nowhere");
        }
        int slash = value.indexOf('/');
        if (slash < 0) {
            throw refused(
                    value, "has no path below a host", "write host/path, for example harbor.example.tld/team-a/app1");
        }
        if (value.indexOf(':', slash) >= 0) {
            throw refused(value, "has a tag", "leave the tag away; a release names it");
        }
        return new ImageRepository(value.substring(0, slash), value.substring(slash + 1));
    }

    static boolean isHost(String text) {
        return text.equals("localhost") || text.indexOf('.') >= 0 || text.indexOf(':') >= 0;
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
