// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.config;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * The URL of the state repository, validated: it has a supported scheme and no password. Printed without the user of an
 * {@code http(s)} URL, because some people put a token there.
 */
public final class RemoteUrl {
    /** The transport. */
    public enum Kind {
        LOCAL,
        HTTP,
        SSH,
        /** Git's own protocol, without authentication. */
        GIT
    }

    private static final int MAX_PORT = 65_535;

    private final Kind kind;
    private final URIish uri;
    private final String given;

    private RemoteUrl(Kind kind, URIish uri, String given) {
        this.kind = kind;
        this.uri = uri;
        this.given = given;
    }

    public static RemoteUrl parse(String url) {
        if (mayContainPassword(url)) {
            throw invalid(null, "the state repository's URL contains a password");
        }
        URIish uri;
        try {
            uri = new URIish(url);
        } catch (URISyntaxException e) {
            throw invalid(null, "the state repository's URL cannot be read");
        }
        if (uri.getPass() != null) {
            throw invalid(uri, "the state repository's URL contains a password");
        }
        var kind = kind(uri);
        if (kind == Kind.LOCAL) {
            requireThisMachine(uri);
            return new RemoteUrl(kind, absolute(uri), url);
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw invalid(uri, "the state repository's URL has no host");
        }
        if (uri.getPath() == null || uri.getPath().isEmpty()) {
            throw invalid(uri, "the state repository's URL has no path");
        }
        if (uri.getPort() > MAX_PORT) {
            throw invalid(uri, "the state repository's URL has a port above 65535");
        }
        if (kind == Kind.HTTP && (url.indexOf('?') >= 0 || url.indexOf('#') >= 0)) {
            throw invalid(null, "the state repository's URL has a query or a fragment, which may contain a token");
        }
        return new RemoteUrl(kind, uri, url);
    }

    /**
     * Whether there is a user with a password before the host, also if the text is not a URL: JGit reads
     * {@code u:password@host/x} as a path, or as the path {@code password@host/x} at the host {@code u}.
     */
    private static boolean mayContainPassword(String url) {
        int scheme = url.indexOf("://");
        var rest = scheme < 0 ? url : url.substring(scheme + "://".length());
        int slash = rest.indexOf('/');
        var authority = slash < 0 ? rest : rest.substring(0, slash);
        int colon = authority.indexOf(':');
        return colon >= 0 && authority.indexOf('@', colon) >= 0;
    }

    private static Kind kind(URIish uri) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "" -> uri.getHost() == null ? Kind.LOCAL : Kind.SSH;
            case "file" -> Kind.LOCAL;
            case "http", "https" -> Kind.HTTP;
            case "ssh", "ssh+git", "git+ssh" -> Kind.SSH;
            case "git" -> Kind.GIT;
            default -> throw invalid(uri, "the state repository's URL has the unknown scheme " + Quoted.of(scheme));
        };
    }

    /** A file URL may name a host, which would be ignored. */
    private static void requireThisMachine(URIish uri) {
        var host = uri.getHost();
        if (host != null && !host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
            throw invalid(uri, "the state repository's file:// URL names another host");
        }
    }

    private static URIish absolute(URIish uri) {
        var path = uri.getPath();
        if (path == null || path.isEmpty() || path.indexOf('\0') >= 0) {
            throw invalid(uri, "the state repository's URL has no path");
        }
        return new URIish().setPath(Path.of(path).toAbsolutePath().normalize().toString());
    }

    public Kind kind() {
        return kind;
    }

    /** The URL for the transport. With HTTP it has no user, because the user is sent in a header. */
    public URIish uri() {
        return kind == Kind.HTTP ? uri.setUser(null) : uri;
    }

    /** The folder of a local URL. */
    public Path path() {
        return Path.of(uri.getPath());
    }

    public Optional<String> user() {
        return Optional.ofNullable(uri.getUser());
    }

    /** Distinguishes two remotes: the whole URL as given. */
    public String identity() {
        return kind == Kind.LOCAL ? uri.toString() : given;
    }

    @Override
    public String toString() {
        return uri().toString();
    }

    private static RuntimeException invalid(@Nullable URIish uri, String what) {
        return Problem.of(
                        ProblemCode.INVALID_CONFIGURATION,
                        what,
                        uri == null
                                ? ""
                                : Quoted.of(uri.setUser(null).setPass(null).toString()),
                        "use a path, file://, http(s)://, ssh:// or user@host:path; put a token into the variable "
                                + GitConfig.TOKEN_VARIABLE + ", not into the URL")
                .asException();
    }
}
