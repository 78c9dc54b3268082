// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.spi.network.ProxyServer;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/** Translates exceptions of a transport into problems, by exception types and status codes rather than by messages. */
public final class GitProblems {
    private static final String PROXY_USER =
            "if the proxy requires a user, put the user into its URL: http://USER:PASSWORD@HOST:PORT";
    private static final long DISK_FULL_BELOW_BYTES = 64 * 1024;
    private static final Set<String> SYSTEM_MESSAGES = Set.of(
            "No space left on device",
            "Disk quota exceeded",
            "No such file or directory",
            "Permission denied",
            "Read-only file system",
            "Input/output error");

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

    /**
     * The problem of an unusable answer with a status of success. An answer of a proxy, a login page or a broken server
     * says nothing about the repository, and the problem is temporary.
     */
    private static IdpException ofAnswer(RemoteUrl url, TransportException failure) {
        return cause(failure, GitHttpConnection.NotGitException.class)
                .map(answer -> problem(
                        ProblemCode.GIT_UNREACHABLE,
                        "something answers, but not as a Git server: " + Quoted.of(String.valueOf(answer.getMessage())),
                        url,
                        "check the URL, and whether a proxy or a login page is in between; some servers require "
                                + GitConfig.TOKEN_VARIABLE,
                        failure))
                .orElseGet(() -> isConnectionLost(failure)
                        ? ofNetwork(url, failure)
                        : problem(
                                ProblemCode.GIT_UNREACHABLE,
                                "the Git server's answer cannot be read (" + message("", failure) + ")",
                                url,
                                "try again; if it persists, check the server and any proxy in between",
                                failure));
    }

    /** Whether the connection was lost, so that it is unknown what the server did. */
    private static boolean isConnectionLost(Throwable failure) {
        for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
            if (at instanceof IOException && !(at instanceof TransportException)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether an object was missing or damaged: one of the cache, or one that the server sent. Only a fresh cache can
     * distinguish them.
     */
    public static boolean isOfAnObject(TransportException failure) {
        return cause(failure, MissingObjectException.class).isPresent()
                || cause(failure, CorruptObjectException.class).isPresent();
    }

    /** The problem of a server whose objects are damaged or missing also in a fresh cache. */
    public static IdpException ofSentObjects(RemoteUrl url, TransportException failure) {
        if (url.kind() == RemoteUrl.Kind.LOCAL) {
            return problem(
                    ProblemCode.REPOSITORY_BROKEN,
                    "the repository has damaged or missing objects (" + message("", failure) + ")",
                    url,
                    "check it with `git fsck` in "
                            + LocalRepository.at(url.path()).folder(),
                    failure);
        }
        return problem(
                ProblemCode.GIT_UNREACHABLE,
                "the Git server sent damaged or incomplete data (" + message("", failure) + ")",
                url,
                "try again; if it persists, run `git fsck` in the repository on the server, and check any proxy in"
                        + " between",
                failure);
    }

    /** Rethrows a failure that a transport reports although the cause is the local disk. */
    public static void throwIfLocal(Repository cache, TransportException failure) throws IOException {
        for (var type : List.of(FileSystemException.class, FileNotFoundException.class)) {
            var cause = cause(failure, type);
            if (cause.isPresent()) {
                throw cause.get();
            }
        }
        throwIfSaidBySystem(failure);
        if (isDiskFull(cache)) {
            throw new IOException("no space left on the disk", failure);
        }
    }

    /**
     * Java has no exception types for some failures of files, only the operating system's own words in a plain
     * {@link IOException}. The words of a server come in other types, and say nothing about this machine.
     */
    private static void throwIfSaidBySystem(Throwable failure) throws IOException {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at.getClass() == IOException.class && SYSTEM_MESSAGES.contains(String.valueOf(at.getMessage()))) {
                throw (IOException) at;
            }
        }
    }

    /** The half-written pack may be deleted by now, so the disk itself shows it only sometimes. */
    private static boolean isDiskFull(Repository cache) {
        try {
            return Files.getFileStore(cache.getDirectory().toPath()).getUsableSpace() < DISK_FULL_BELOW_BYTES;
        } catch (IOException e) {
            // The folder is gone, or its file system cannot say.
            return false;
        }
    }

    /** The problem of a local repository that this user may not use; empty if permissions are not the problem. */
    public static Optional<IdpException> deniedLocally(RemoteUrl url, @Nullable Exception failure) {
        var repository = LocalRepository.at(url.path());
        if (!repository.isReadable()) {
            return Optional.of(problem(
                    ProblemCode.GIT_DENIED,
                    "this user cannot read the repository",
                    url,
                    "give this user access to " + repository.folder(),
                    failure));
        }
        if (repository.receivePackError().orElse("").contains("dubious ownership")) {
            return Optional.of(problem(
                    ProblemCode.GIT_DENIED,
                    "git refuses the repository, because it belongs to another user",
                    url,
                    "run as its owner, or trust it: git config --global --add safe.directory " + repository.folder(),
                    failure));
        }
        return repository.isWritable()
                ? Optional.empty()
                : Optional.of(problem(
                        ProblemCode.GIT_DENIED,
                        "this user cannot write to the repository",
                        url,
                        "give this user write access to " + repository.folder() + ", or mount it writable",
                        failure));
    }

    private static IdpException ofLocal(RemoteUrl url, TransportException failure) {
        var repository = LocalRepository.at(url.path());
        if (cause(failure, InterruptedIOException.class).isPresent()) {
            return problem(
                    ProblemCode.GIT_UNREACHABLE,
                    "git did not answer in time: " + firstLine(String.valueOf(failure.getMessage())),
                    url,
                    "check whether a hook of the repository is too slow, then try again",
                    failure);
        }
        if (repository.receivePackError().orElse("").toLowerCase(Locale.ROOT).contains("refstorage")) {
            return problem(
                    ProblemCode.GIT_UNREACHABLE,
                    "the installed git is too old for the repository, whose config has extensions.refStorage"
                            + " (reftable)",
                    url,
                    "install git 2.45 or newer, or convert the repository: git refs migrate --ref-format=files",
                    failure);
        }
        return deniedLocally(url, failure)
                .orElseGet(() -> problem(
                        ProblemCode.REPOSITORY_BROKEN,
                        "git cannot access the repository ("
                                + message(repository.receivePackError().orElse(""), failure) + ")",
                        url,
                        "check it with `git fsck` in " + repository.folder(),
                        failure));
    }

    /** The problem after a push was sent: a status then says nothing about the repository or the token. */
    public static IdpException ofPushAnswer(RemoteUrl url, HttpConnections http, TransportException failure) {
        int status = http.lastStatus().orElse(HttpConnection.HTTP_OK);
        return status == HttpConnection.HTTP_OK
                ? ofHttp(url, http, failure)
                : problem(
                        ProblemCode.GIT_UNREACHABLE,
                        "the push was answered with status " + status,
                        url,
                        "check the server, and any proxy in between",
                        http.withoutSecretIn(failure));
    }

    public static IdpException ofHttp(RemoteUrl url, HttpConnections http, TransportException failure) {
        return ofShownHttp(url, http, http.withoutSecretIn(failure));
    }

    /**
     * @param failure with no word of the server that must not be shown
     */
    private static IdpException ofShownHttp(RemoteUrl url, HttpConnections http, TransportException failure) {
        var proxy = http.lastProxy();
        if (http.lastStatus().isEmpty()) {
            return proxy.map(server -> ofProxy(url, server, failure)).orElseGet(() -> ofNetwork(url, failure));
        }
        int status = http.lastStatus().getAsInt();
        return switch (status) {
            case 401, 403 ->
                problem(
                        ProblemCode.GIT_DENIED,
                        "the Git server denied access with status " + status
                                + (http.hasToken() ? ", although a token was sent" : "; no token was sent"),
                        url,
                        "set " + GitConfig.TOKEN_VARIABLE
                                + " to a token that may read and push this repository, or store"
                                + " one in a credential helper of git; some servers require the user in the URL",
                        failure);
            case HttpURLConnection.HTTP_PROXY_AUTH ->
                refused(
                                url,
                                "the Git server cannot be reached, because the proxy "
                                        + proxy.map(ProxyServer::toString).orElse("in between")
                                        + " refuses us (HTTP 407)",
                                PROXY_USER)
                        .asException(failure);
            case 404, 410 -> notARepository(url, "the server does not know this repository", failure);
            case 301, 302, 303, 307, 308 ->
                refused(url, "the server redirects with status " + status, "use the URL that it redirects to")
                        .asException(failure);
            case 200 -> ofAnswer(url, failure);
            default ->
                isOfThisRequest(status)
                        ? refused(
                                        url,
                                        "the Git server answered with status " + status,
                                        "check the URL, the server, and any proxy in between")
                                .asException(failure)
                        : ofStatus(url, status, failure);
        };
    }

    private static IdpException ofStatus(RemoteUrl url, int status, TransportException failure) {
        return problem(
                ProblemCode.GIT_UNREACHABLE,
                "the Git server answered with status " + status,
                url,
                "try again later; if it persists, check the server",
                failure);
    }

    /** Whether the status means that this request is wrong, so that it fails at any time. */
    private static boolean isOfThisRequest(int status) {
        return status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
    }

    /** A problem that remains until something is changed. */
    private static Problem refused(RemoteUrl url, String what, String fix) {
        return Problem.of(ProblemCode.GIT_UNREACHABLE, what, url.toString(), fix)
                .untilChanged();
    }

    /** The problem of a push over a transport other than HTTP and ssh. */
    static IdpException ofPipe(RemoteUrl url, TransportException failure) {
        return url.kind() == RemoteUrl.Kind.LOCAL ? ofLocal(url, failure) : ofNetwork(url, failure);
    }

    static IdpException ofSsh(RemoteUrl url, SshSessions ssh, TransportException failure) {
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
        // JGit also reports a connection that breaks before the first byte as a missing repository.
        return cause(failure, NoRemoteRepositoryException.class).isPresent()
                        && !ssh.complaint().isEmpty()
                ? notARepository(
                        url, "the server does not know this repository: " + firstLine(ssh.complaint()), failure)
                : ofNetwork(url, failure);
    }

    private static boolean isRefusedLogin(Throwable failure) {
        return cause(failure, SshException.class)
                .filter(ssh -> ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE)
                .isPresent();
    }

    /**
     * The problem of a connection through a proxy without an answer. Only the connection to the proxy can be refused;
     * TLS is spoken with the server, in a tunnel.
     */
    private static IdpException ofProxy(RemoteUrl url, ProxyServer proxy, TransportException failure) {
        if (cause(failure, SSLException.class).isPresent()) {
            return ofTls(url, failure);
        }
        var why = cause(failure, UnknownHostException.class).isPresent()
                        || cause(failure, UnresolvedAddressException.class).isPresent()
                ? "has a name that cannot be resolved"
                : cause(failure, ConnectException.class).isPresent()
                        ? "refuses the connection"
                        : cause(failure, InterruptedIOException.class).isPresent()
                                ? "did not answer in time"
                                : "closed the connection, or opens none to this server (" + deepest(failure) + ")";
        return problem(
                ProblemCode.GIT_UNREACHABLE,
                "the Git server cannot be reached, because the proxy " + proxy + " " + why,
                url,
                "check the proxy and its log; correct the setting, or list "
                        + url.uri().getHost() + " in no_proxy if it can be reached without a proxy; " + PROXY_USER,
                failure);
    }

    private static String deepest(Throwable failure) {
        var at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return message("", at);
    }

    private static IdpException ofNetwork(RemoteUrl url, TransportException failure) {
        if (cause(failure, SSLException.class).isPresent()) {
            return ofTls(url, failure);
        }
        return problem(
                ProblemCode.GIT_UNREACHABLE,
                "the Git server cannot be reached: " + reason(failure),
                url,
                "check the URL, and that this machine can reach it (proxy, DNS, firewall), then try again",
                failure);
    }

    /**
     * Expiry is checked first, because an expired certificate also fails the building of a certification path. The
     * problem remains until something is changed, unless the connection was only cut.
     */
    private static IdpException ofTls(RemoteUrl url, TransportException failure) {
        var problem = tlsProblem(url, failure);
        boolean cut = cause(failure, EOFException.class).isPresent()
                || cause(failure, SocketException.class).isPresent()
                || cause(failure, InterruptedIOException.class).isPresent();
        return (cut ? problem : problem.untilChanged()).asException(failure);
    }

    private static Problem tlsProblem(RemoteUrl url, TransportException failure) {
        if (cause(failure, CertificateExpiredException.class).isPresent()
                || cause(failure, CertificateNotYetValidException.class).isPresent()) {
            return tls(
                    url,
                    "has a certificate that is not valid at this time",
                    "renew the server's certificate, or correct this machine's clock");
        }
        if (cause(failure, CertPathBuilderException.class).isPresent()
                || cause(failure, CertPathValidatorException.class).isPresent()) {
            return tls(
                    url,
                    "has a certificate of an authority that is not trusted here",
                    "pass a file with the certificate of the authority that signed it with "
                            + GitConfig.AUTHORITIES_FLAG
                            + " FILE (the file that is set already has the certificate of another authority), or add it"
                            + " to the system's certificates");
        }
        if (cause(failure, CertificateException.class).isPresent()) {
            return tls(
                    url,
                    "has a certificate for another name than "
                            + Quoted.of(url.uri().getHost()),
                    "use a name of its certificate in the URL, or give the server a certificate for this name");
        }
        return cause(failure, SSLHandshakeException.class).isPresent()
                ? tls(
                        url,
                        "and idp cannot agree on TLS",
                        "check which TLS versions the server supports, and whether it requires a client certificate")
                : tls(
                        url,
                        "does not use TLS",
                        "check which server answers at this address, and whether a proxy is in between");
    }

    private static Problem tls(RemoteUrl url, String what, String fix) {
        return Problem.of(ProblemCode.GIT_UNREACHABLE, "the Git server " + what, url.toString(), fix);
    }

    private static String reason(Throwable failure) {
        if (cause(failure, UnknownHostException.class).isPresent()
                || cause(failure, UnresolvedAddressException.class).isPresent()) {
            return "its host name cannot be resolved";
        }
        if (cause(failure, ConnectException.class).isPresent()) {
            return "the connection was refused";
        }
        if (cause(failure, SocketTimeoutException.class).isPresent()
                || cause(failure, InterruptedIOException.class).isPresent()) {
            return "it did not answer in time";
        }
        return "the connection broke (" + message("", failure) + ")";
    }

    private static String message(String gitError, Throwable failure) {
        return firstLine(gitError.isEmpty() ? String.valueOf(failure.getMessage()) : gitError);
    }

    /** Git ends some of its messages with a zero byte. */
    private static String firstLine(String text) {
        return Quoted.of(text.lines().findFirst().orElse("").replace('\0', ' ').strip());
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
