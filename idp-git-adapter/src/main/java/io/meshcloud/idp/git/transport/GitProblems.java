// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** Translates exceptions of a transport into problems, by exception types and status codes rather than by messages. */
public final class GitProblems {
    private static final long DISK_FULL_BELOW_BYTES = 64 * 1024;

    private GitProblems() {}

    static IdpException of(RemoteUrl url, HttpConnections http, SshSessions ssh, TransportException failure) {
        return switch (url.kind()) {
            case LOCAL -> ofLocal(url, failure);
            case HTTP -> ofHttp(url, http, failure);
            case SSH -> ofSsh(url, ssh, failure);
            case GIT -> ofNetwork(url, failure);
        };
    }

    /** The first exception of this type among a failure and its causes. */
    public static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }

    /** Whether the connection was lost, so that it is unknown what the server did. */
    public static boolean isConnectionLost(Throwable failure) {
        for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
            if (at instanceof IOException && !(at instanceof TransportException)) {
                return true;
            }
        }
        return false;
    }

    /** Rethrows a failure that a transport reports although the cause is the local cache or disk. */
    public static void throwIfLocal(Repository cache, TransportException failure) throws IOException {
        for (var type : List.of(
                MissingObjectException.class,
                CorruptObjectException.class,
                FileSystemException.class,
                FileNotFoundException.class)) {
            var cause = cause(failure, type);
            if (cause.isPresent()) {
                throw cause.get();
            }
        }
        if (isDiskFull(cache, failure)) {
            throw new IOException("no space left on the disk", failure);
        }
    }

    /** Java has no exception type for this. The half-written pack may be deleted by now, so the message counts, too. */
    private static boolean isDiskFull(Repository cache, Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            var message = String.valueOf(at.getMessage());
            if (message.contains("No space left") || message.contains("quota exceeded")) {
                return true;
            }
        }
        return cache.getDirectory().getUsableSpace() < DISK_FULL_BELOW_BYTES;
    }

    private static IdpException ofLocal(RemoteUrl url, TransportException failure) {
        var repository = LocalRepository.at(url.path());
        if (!repository.isReadable()) {
            return problem(
                    ProblemCode.GIT_DENIED,
                    "this user cannot read the repository",
                    url,
                    "give this user access to " + repository.folder(),
                    failure);
        }
        var gitError = repository.receivePackError().orElse("");
        if (gitError.contains("dubious ownership")) {
            return problem(
                    ProblemCode.GIT_DENIED,
                    "git refuses the repository, because it belongs to another user",
                    url,
                    "run as its owner, or trust it: git config --global --add safe.directory " + repository.folder(),
                    failure);
        }
        if (!repository.isWritable()) {
            return problem(
                    ProblemCode.GIT_DENIED,
                    "this user cannot write to the repository",
                    url,
                    "give this user write access to " + repository.folder() + ", or mount it writable",
                    failure);
        }
        return problem(
                ProblemCode.GIT_UNREACHABLE,
                "git cannot access the repository (" + message(gitError, failure) + ")",
                url,
                "check it with `git fsck` in " + repository.folder(),
                failure);
    }

    public static IdpException ofHttp(RemoteUrl url, HttpConnections http, TransportException failure) {
        if (http.lastStatus().isEmpty()) {
            return ofNetwork(url, failure);
        }
        int status = http.lastStatus().getAsInt();
        return switch (status) {
            case 401, 403 ->
                problem(
                        ProblemCode.GIT_DENIED,
                        "the Git server denied access with status " + status
                                + (http.hasToken() ? ", although a token was sent" : "; no token was sent"),
                        url,
                        "set " + GitConfig.TOKEN_VARIABLE + " to a token that may read and push this repository; some"
                                + " servers require the user in the URL",
                        failure);
            case 404, 410 -> notARepository(url, "the server does not know this repository", failure);
            case 301, 302, 303, 307, 308 ->
                problem(
                        ProblemCode.GIT_UNREACHABLE,
                        "the server redirects with status " + status,
                        url,
                        "use the URL that it redirects to",
                        failure);
            case 200 ->
                isConnectionLost(failure)
                        ? ofNetwork(url, failure)
                        : notARepository(url, "the server answers, but not as a Git server", failure);
            default ->
                problem(
                        ProblemCode.GIT_UNREACHABLE,
                        "the Git server answered with status " + status,
                        url,
                        "try again later; if it persists, check the server",
                        failure);
        };
    }

    private static IdpException ofSsh(RemoteUrl url, SshSessions ssh, TransportException failure) {
        var key = ssh.refusedKey();
        if (key.isPresent()) {
            var uri = url.uri();
            var port = uri.getPort() > 0 ? "-p " + uri.getPort() + " " : "";
            return problem(
                    ProblemCode.GIT_DENIED,
                    "the ssh server's key " + key.get()
                            + " is not in known_hosts for this host, or differs from the one there",
                    url,
                    "compare the fingerprint with the one that the server's owner publishes, then add it: ssh-keyscan "
                            + port + uri.getHost() + " >> ~/.ssh/known_hosts",
                    failure);
        }
        if (isRefusedLogin(failure)) {
            return problem(
                    ProblemCode.GIT_DENIED,
                    "the ssh server accepted none of the ssh keys",
                    url,
                    "put a key that the server accepts into ~/.ssh or the ssh agent, and put the user into the URL",
                    failure);
        }
        return cause(failure, NoRemoteRepositoryException.class).isPresent()
                ? notARepository(url, "the server does not know this repository", failure)
                : ofNetwork(url, failure);
    }

    private static boolean isRefusedLogin(Throwable failure) {
        return cause(failure, SshException.class)
                .filter(ssh -> ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE)
                .isPresent();
    }

    private static IdpException ofNetwork(RemoteUrl url, TransportException failure) {
        return problem(
                ProblemCode.GIT_UNREACHABLE,
                "the Git server cannot be reached: " + reason(failure),
                url,
                "check the URL, and that this machine can reach it (proxy, DNS, firewall), then try again",
                failure);
    }

    private static String reason(Throwable failure) {
        if (cause(failure, UnknownHostException.class).isPresent()
                || cause(failure, UnresolvedAddressException.class).isPresent()) {
            return "its host name cannot be resolved";
        }
        if (cause(failure, ConnectException.class).isPresent()) {
            return "the connection was refused";
        }
        if (cause(failure, SSLException.class).isPresent()) {
            return "its certificate is not trusted, or it does not speak TLS";
        }
        if (cause(failure, SocketTimeoutException.class).isPresent()
                || cause(failure, java.io.InterruptedIOException.class).isPresent()) {
            return "it did not answer in time";
        }
        return "the connection broke (" + message("", failure) + ")";
    }

    private static String message(String gitError, Throwable failure) {
        var first = gitError.lines().findFirst();
        return Quoted.of(first.orElseGet(() -> String.valueOf(failure.getMessage())));
    }

    private static IdpException notARepository(RemoteUrl url, String what, @Nullable Throwable failure) {
        return problem(
                ProblemCode.NOT_A_GIT_REPOSITORY,
                what,
                url,
                "check the URL; a server that hides private repositories also answers like this without a valid "
                        + GitConfig.TOKEN_VARIABLE,
                failure);
    }

    private static IdpException problem(
            ProblemCode code, String what, RemoteUrl url, String fix, @Nullable Throwable failure) {
        var problem = Problem.of(code, what, url.toString(), fix);
        return failure == null ? problem.asException() : problem.asException(failure);
    }
}
