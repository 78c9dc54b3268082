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
 * The address of the state repository, checked: one of the known schemes and no password in it. Printed without the
 * user of an {@code http(s)} URL, because some people put a token there.
 */
public final class RemoteUrl {
    /** How the repository is reached. */
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
        URIish uri;
        try {
            uri = new URIish(url);
        } catch (URISyntaxException e) {
            throw refused(null, "the state repository's URL cannot be read");
        }
        if (uri.getPass() != null) {
            throw refused(uri, "the state repository's URL holds a password");
        }
        var kind = kind(uri);
        if (kind == Kind.LOCAL) {
            return new RemoteUrl(kind, absolute(uri), url);
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw refused(uri, "the state repository's URL names no host");
        }
        if (uri.getPath() == null || uri.getPath().isEmpty()) {
            throw refused(uri, "the state repository's URL names no path");
        }
        if (uri.getPort() > MAX_PORT) {
            throw refused(uri, "the state repository's URL has a port that none can have");
        }
        if (kind == Kind.HTTP && (url.indexOf('?') >= 0 || url.indexOf('#') >= 0)) {
            throw refused(null, "the state repository's URL has a query or a fragment, where a token may stand");
        }
        return new RemoteUrl(kind, uri, url);
    }

    private static Kind kind(URIish uri) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "" -> uri.getHost() == null ? Kind.LOCAL : Kind.SSH;
            case "file" -> Kind.LOCAL;
            case "http", "https" -> Kind.HTTP;
            case "ssh", "ssh+git", "git+ssh" -> Kind.SSH;
            case "git" -> Kind.GIT;
            default -> throw refused(uri, "the state repository's URL has the unknown scheme " + Quoted.of(scheme));
        };
    }

    private static URIish absolute(URIish uri) {
        var path = uri.getPath();
        if (path == null || path.isEmpty() || path.indexOf('\0') >= 0) {
            throw refused(uri, "the state repository's URL names no path");
        }
        return new URIish().setPath(Path.of(path).toAbsolutePath().normalize().toString());
    }

    public Kind kind() {
        return kind;
    }

    /** For the transport, without the user where that is sent in a header. */
    public URIish uri() {
        return kind == Kind.HTTP ? uri.setUser(null) : uri;
    }

    /** The folder that a local URL names. */
    public Path path() {
        return Path.of(uri.getPath());
    }

    public Optional<String> user() {
        return Optional.ofNullable(uri.getUser());
    }

    /** What tells two remotes apart: everything that was given. */
    public String identity() {
        return kind == Kind.LOCAL ? uri.toString() : given;
    }

    @Override
    public String toString() {
        return uri().toString();
    }

    private static RuntimeException refused(@Nullable URIish uri, String what) {
        return Problem.of(
                        ProblemCode.INVALID_CONFIGURATION,
                        what,
                        uri == null
                                ? ""
                                : Quoted.of(uri.setUser(null).setPass(null).toString()),
                        "give a path, file://, http(s)://, ssh:// or user@host:path; a token belongs into the variable "
                                + GitConfig.TOKEN_VARIABLE + ", never into the URL")
                .asException();
    }
}
