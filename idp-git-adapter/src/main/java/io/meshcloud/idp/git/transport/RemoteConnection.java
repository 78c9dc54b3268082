// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import java.time.Duration;
import java.util.List;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackTransport;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;

/** A connection to the remote for one fetch, with every setting that JGit leaves open. For one thread. */
public final class RemoteConnection implements AutoCloseable {
    private static final RefSpec ALL_BRANCHES = new RefSpec(Constants.R_HEADS + "*:" + Constants.R_HEADS + "*");

    /** The depth that fetches the complete history. */
    public static final int WHOLE_HISTORY = Integer.MAX_VALUE;

    /** More than a long history takes. */
    private static final Duration MAX_TIME = Duration.ofMinutes(15);

    private final GitConfig config;
    private final RemoteUrl url;
    private final Transport transport;
    private final HttpConnections http;
    private final SshSessions ssh;
    private final ConnectionDeadline deadline;

    private RemoteConnection(
            GitConfig config,
            RemoteUrl url,
            Transport transport,
            HttpConnections http,
            SshSessions ssh,
            Duration time) {
        this.config = config;
        this.url = url;
        this.transport = transport;
        this.http = http;
        this.ssh = ssh;
        this.deadline = new ConnectionDeadline(time, http::breakOff);
    }

    /**
     * @param depth how many commits of history are fetched
     */
    public static RemoteConnection open(GitConfig config, RemoteUrl url, Repository cache, int depth)
            throws TransportException {
        return open(config, url, cache, depth, MAX_TIME);
    }

    /**
     * @param time for everything until it is closed; then an HTTP connection is broken. The others have limits of their
     *     own from their first byte
     */
    static RemoteConnection open(GitConfig config, RemoteUrl url, Repository cache, int depth, Duration time)
            throws TransportException {
        var transport = transport(url, cache);
        if (depth != WHOLE_HISTORY) {
            transport.setDepth(depth);
        }
        var http = new HttpConnections(config, url);
        var ssh = new SshSessions(config);
        transport.setTimeout(Math.toIntExact(config.timeout().toSeconds()));
        transport.setTagOpt(TagOpt.NO_TAGS);
        if (transport instanceof TransportHttp smart) {
            smart.setHttpConnectionFactory(http);
        }
        if (transport instanceof SshTransport secure) {
            secure.setSshSessionFactory(new LimitedSshSessions(ssh));
        }
        if (url.kind() == RemoteUrl.Kind.LOCAL && LocalRepository.gitIsInstalled(config.environment())) {
            transport.setOptionUploadPack(LocalRepository.UPLOAD_PACK);
        }
        return new RemoteConnection(config, url, transport, http, ssh, time);
    }

    private static Transport transport(RemoteUrl url, Repository cache) throws TransportException {
        var uri = url.kind() == RemoteUrl.Kind.LOCAL
                ? new URIish().setPath(LocalRepository.at(url.path()).folder().toString())
                : url.uri();
        try {
            return Transport.open(cache, uri);
        } catch (NotSupportedException e) {
            throw new TransportException(url.toString(), e);
        }
    }

    /** Connects to fetch one branch. A server of protocol version 0 lists all its refs nevertheless. */
    public FetchConnection fetchOf(String ref) throws TransportException {
        return fetch(new RefSpec(ref));
    }

    /** Connects to fetch any branch, with the remote's {@code HEAD}. */
    public FetchConnection fetchOfAll() throws TransportException {
        return fetch(ALL_BRANCHES, Constants.HEAD);
    }

    /** The failure, or the deadline if that caused it. */
    public TransportException explained(TransportException failure) {
        if (!deadline.isOver()) {
            return failure;
        }
        var late = deadline.failure();
        return new TransportException(url.uri(), String.valueOf(late.getMessage()), late);
    }

    /** After a failure: whether a new connection has a login that this one had not. */
    public boolean findsAnotherLogin() {
        return url.kind() == RemoteUrl.Kind.HTTP && !deadline.isOver() && http.findsAnotherLogin();
    }

    /** The problem that a failed connection is reported as. */
    public RuntimeException problem(TransportException failure) {
        if (!deadline.isOver()
                && url.kind() == RemoteUrl.Kind.HTTP
                && http.lastStatus().orElse(0) == HttpConnection.HTTP_OK
                && ProtocolV2.isSha256(config, url)) {
            return NotARepository.ofSha256("the repository", url.toString()).asException(failure);
        }
        return GitProblems.of(url, http, ssh, failure);
    }

    private FetchConnection fetch(RefSpec refs, String... more) throws TransportException {
        if (url.kind() == RemoteUrl.Kind.GIT) {
            return AnonymousFetch.open(config, url, (PackTransport) transport, List.of(refs), more);
        }
        try {
            return transport.openFetch(List.of(refs), more);
        } catch (NotSupportedException e) {
            throw new TransportException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        deadline.close();
        transport.close();
        ssh.close();
    }
}
