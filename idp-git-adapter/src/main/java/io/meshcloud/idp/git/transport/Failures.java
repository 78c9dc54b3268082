package io.meshcloud.idp.git.transport;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.config.GitConfig;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
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

/** Turns what a transport threw into a problem, by types and status numbers rather than by words. */
public final class Failures {
    private static final long FULL_BELOW_BYTES = 64 * 1024;

    private Failures() {}

    static IdpException of(RemoteUrl url, HttpConnections http, SshSessions ssh, TransportException failure) {
        return switch (url.kind()) {
            case LOCAL -> ofLocal(url, failure);
            case HTTP -> ofHttp(url, http, failure);
            case SSH -> ofSsh(url, ssh, failure);
            case GIT -> ofNetwork(url, failure);
        };
    }

    static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }

    /** Whether the line or the other side went away, so that nobody knows what it did. */
    public static boolean isBrokenLine(Throwable failure) {
        for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
            if (at instanceof IOException && !(at instanceof TransportException)) {
                return true;
            }
        }
        return false;
    }

    /** A transport blames itself for whatever went wrong, also for files of ours. */
    public static void throwIfOurs(Repository cache, TransportException failure) throws IOException {
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

    /** Java has no exception of its own for this; half a pack may be gone again by now, so the words count, too. */
    private static boolean isDiskFull(Repository cache, Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            var words = String.valueOf(at.getMessage());
            if (words.contains("No space left") || words.contains("quota exceeded")) {
                return true;
            }
        }
        return cache.getDirectory().getUsableSpace() < FULL_BELOW_BYTES;
    }

    private static IdpException ofLocal(RemoteUrl url, TransportException failure) {
        var repository = LocalRepository.at(url.path());
        if (!repository.isReadable()) {
            return problem(
                    ProblemCode.GIT_DENIED,
                    "the repository cannot be read by this user",
                    url,
                    "give this user access to " + repository.folder(),
                    failure);
        }
        var objection = repository.objection().orElse("");
        if (objection.contains("dubious ownership")) {
            return problem(
                    ProblemCode.GIT_DENIED,
                    "git does not touch the repository, because it belongs to another user",
                    url,
                    "run as its owner, or trust it: git config --global --add safe.directory " + repository.folder(),
                    failure);
        }
        if (!repository.isWritable()) {
            return problem(
                    ProblemCode.GIT_DENIED,
                    "the repository cannot be written by this user",
                    url,
                    "give this user write access to " + repository.folder() + ", or mount it for writing",
                    failure);
        }
        return problem(
                ProblemCode.GIT_UNREACHABLE,
                "the repository cannot be talked to (" + words(objection, failure) + ")",
                url,
                "see with `git fsck` in " + repository.folder() + " whether it is intact",
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
                        "the Git server refuses us with status " + status
                                + (http.hasToken() ? ", although a token was sent" : "; no token was sent"),
                        url,
                        "set " + GitConfig.TOKEN_VARIABLE + " to a token that may read and push this repository; some"
                                + " servers want its user in the URL",
                        failure);
            case 404, 410 -> notARepository(url, "the server knows no such repository", failure);
            case 301, 302, 303, 307, 308 ->
                problem(
                        ProblemCode.GIT_UNREACHABLE,
                        "the server sends us elsewhere with status " + status,
                        url,
                        "give the URL that it redirects to",
                        failure);
            case 200 ->
                isBrokenLine(failure)
                        ? ofNetwork(url, failure)
                        : notARepository(url, "a server answers, but not as a Git server does", failure);
            default ->
                problem(
                        ProblemCode.GIT_UNREACHABLE,
                        "the Git server answers with status " + status,
                        url,
                        "try again later, and look at the server if it stays so",
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
                            + " does not stand in known_hosts for this host, or another does",
                    url,
                    "compare the fingerprint with the one that the server's owner publishes, then add it: ssh-keyscan "
                            + port + uri.getHost() + " >> ~/.ssh/known_hosts",
                    failure);
        }
        if (isRefusedLogin(failure)) {
            return problem(
                    ProblemCode.GIT_DENIED,
                    "the ssh server accepts none of our keys",
                    url,
                    "put a key that it knows into ~/.ssh or the running ssh agent, and name the user in the URL",
                    failure);
        }
        return cause(failure, NoRemoteRepositoryException.class).isPresent()
                ? notARepository(url, "the server knows no such repository", failure)
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
                "see that the URL is right and that this machine reaches it (proxy, name service, firewall), then try"
                        + " again",
                failure);
    }

    private static String reason(Throwable failure) {
        if (cause(failure, UnknownHostException.class).isPresent()
                || cause(failure, UnresolvedAddressException.class).isPresent()) {
            return "its name is not known";
        }
        if (cause(failure, ConnectException.class).isPresent()) {
            return "nobody listens there";
        }
        if (cause(failure, SSLException.class).isPresent()) {
            return "its certificate is not trusted, or it does not speak TLS";
        }
        if (cause(failure, SocketTimeoutException.class).isPresent()
                || cause(failure, java.io.InterruptedIOException.class).isPresent()) {
            return "it does not answer in time";
        }
        return "the conversation broke off (" + words("", failure) + ")";
    }

    private static String words(String objection, Throwable failure) {
        var first = objection.lines().findFirst();
        return Quoted.of(first.orElseGet(() -> String.valueOf(failure.getMessage())));
    }

    private static IdpException notARepository(RemoteUrl url, String what, @Nullable Throwable failure) {
        return problem(
                ProblemCode.NOT_A_GIT_REPOSITORY,
                what,
                url,
                "see that the URL is right; a server that hides private repositories answers like this without a good "
                        + GitConfig.TOKEN_VARIABLE + ", too",
                failure);
    }

    private static IdpException problem(
            ProblemCode code, String what, RemoteUrl url, String fix, @Nullable Throwable failure) {
        var problem = Problem.of(code, what, url.toString(), fix);
        return failure == null ? problem.asException() : problem.asException(failure);
    }
}
