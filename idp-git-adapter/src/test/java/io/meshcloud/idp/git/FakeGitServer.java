// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/**
 * A Git server in this process, over HTTP or over Git's own protocol, whose answers a test replaces byte by byte. A
 * push is stored in memory before its answer is replaced, unless the test says otherwise.
 */
public final class FakeGitServer implements AutoCloseable {
    public static final String MAIN = Constants.R_HEADS + "main";

    private static final String RECEIVE_PACK = "git-receive-pack";
    private static final String UPLOAD_PACK = "git-upload-pack";

    private final InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("state"));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger pushesToReplace = new AtomicInteger();
    private final ServerSocket socket;
    private final boolean http;
    private volatile UnaryOperator<byte[]> pushAnswer = UnaryOperator.identity();
    private volatile UnaryOperator<byte[]> advertisement = UnaryOperator.identity();
    private volatile UnaryOperator<byte[]> fetchAnswer = UnaryOperator.identity();
    private volatile boolean lands = true;
    private volatile boolean downAfterPush;
    private volatile boolean down;

    private FakeGitServer(ServerSocket socket, boolean http) {
        this.socket = socket;
        this.http = http;
    }

    public static FakeGitServer http() throws IOException {
        return start(true);
    }

    public static FakeGitServer pipe() throws IOException {
        return start(false);
    }

    private static FakeGitServer start(boolean http) throws IOException {
        var server = new FakeGitServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), http);
        server.threads.submit(server::accept);
        return server;
    }

    public String url() {
        return (http ? "http" : "git") + "://127.0.0.1:" + socket.getLocalPort() + "/state.git";
    }

    /** Puts a first commit with one file on the branch. */
    public void firstCommit() throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var tree = new TreeFormatter();
            tree.append("file", FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, new byte[] {'0'}));
            var commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            commit.setAuthor(new PersonIdent("x", "x@x", GitFixture.NOW, java.time.ZoneOffset.UTC));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage("first");
            var id = inserter.insert(commit);
            inserter.flush();
            moveTo(id);
        }
    }

    /** Moves the branch as somebody else would. */
    public void moveTo(ObjectId id) throws IOException {
        var update = repository.updateRef(MAIN);
        update.setNewObjectId(id);
        update.forceUpdate();
    }

    /** Replaces the complete answer to the next pushes, with the HTTP head if there is one. */
    public void answerPushesWith(int count, UnaryOperator<byte[]> answer) {
        pushesToReplace.set(count);
        pushAnswer = answer;
    }

    /** Replaces the complete advertisement of every service. */
    public void advertise(UnaryOperator<byte[]> answer) {
        advertisement = answer;
    }

    /** Replaces the complete answer to every fetch. */
    public void answerFetchesWith(UnaryOperator<byte[]> answer) {
        fetchAnswer = answer;
    }

    /** Whether pushes reach the repository. */
    public void landPushes(boolean value) {
        lands = value;
    }

    /** Accepts no connection after the next push until it is set to false. */
    public void goDownAfterPush(boolean value) {
        downAfterPush = value;
        down = false;
    }

    /**
     * The services that clients requested, in order. The word {@code refs} is added to a request for an advertisement.
     */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public void forgetAsked() {
        asked.clear();
    }

    /** The messages on the branch, newest first. */
    public List<String> messages() throws IOException {
        var messages = new ArrayList<String>();
        try (var commits = new RevWalk(repository)) {
            commits.markStart(commits.parseCommit(tip()));
            commits.forEach(commit -> messages.add(commit.getShortMessage()));
        }
        return messages;
    }

    public ObjectId tip() throws IOException {
        return Objects.requireNonNull(repository.exactRef(MAIN), "no branch").getObjectId();
    }

    private Void accept() throws IOException {
        while (!socket.isClosed()) {
            var client = socket.accept();
            threads.submit(() -> serve(client));
        }
        return null;
    }

    private Void serve(Socket client) throws IOException {
        try (client) {
            if (!down) {
                var in = new BufferedInputStream(client.getInputStream());
                if (http) {
                    serveHttp(in, client.getOutputStream());
                } else {
                    servePipe(in, client.getOutputStream());
                }
            }
            return null;
        }
    }

    private void servePipe(InputStream in, OutputStream out) throws IOException {
        var service = new PacketLineIn(in).readStringRaw().split(" ")[0];
        asked.add(service);
        if (service.equals(UPLOAD_PACK)) {
            new UploadPack(repository).upload(in, out, null);
            return;
        }
        var advertised = new ByteArrayOutputStream();
        new ReceivePack(repository)
                .sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(new PacketLineOut(advertised)));
        out.write(advertisement.apply(advertised.toByteArray()));
        out.flush();
        var answer = receive(in);
        if (answer.length > 0) {
            out.write(replaced(answer));
            out.flush();
        }
    }

    private void serveHttp(InputStream in, OutputStream out) throws IOException {
        var request = line(in);
        int length = 0;
        boolean gzip = false;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            }
            gzip |= lower.startsWith("content-encoding:") && lower.contains("gzip");
        }
        var sent = new ByteArrayInputStream(in.readNBytes(length));
        var body = gzip ? new GZIPInputStream(sent) : sent;
        var service = request.contains(RECEIVE_PACK) ? RECEIVE_PACK : UPLOAD_PACK;
        if (request.startsWith("GET")) {
            asked.add(service + " refs");
            out.write(advertisement.apply(withHead(service + "-advertisement", advertised(service))));
        } else if (service.equals(UPLOAD_PACK)) {
            asked.add(service);
            var answer = new ByteArrayOutputStream();
            var upload = new UploadPack(repository);
            upload.setBiDirectionalPipe(false);
            upload.upload(body, answer, null);
            out.write(fetchAnswer.apply(withHead(service + "-result", answer.toByteArray())));
        } else {
            asked.add(service);
            out.write(replaced(withHead(service + "-result", receive(body))));
        }
        out.flush();
    }

    private byte[] replaced(byte[] answer) {
        down |= downAfterPush;
        return pushesToReplace.getAndUpdate(left -> Math.max(left - 1, 0)) > 0 ? pushAnswer.apply(answer) : answer;
    }

    private byte[] advertised(String service) throws IOException {
        var out = new ByteArrayOutputStream();
        var lines = new PacketLineOut(out);
        var advertiser = new RefAdvertiser.PacketLineOutRefAdvertiser(lines);
        if (service.equals(RECEIVE_PACK)) {
            lines.writeString("# service=" + service + "\n");
            lines.end();
            new ReceivePack(repository).sendAdvertisedRefs(advertiser);
        } else {
            var upload = new UploadPack(repository);
            upload.setBiDirectionalPipe(false);
            upload.sendAdvertisedRefs(advertiser, service);
        }
        return out.toByteArray();
    }

    private byte[] receive(InputStream in) throws IOException {
        var out = new ByteArrayOutputStream();
        var receive = new ReceivePack(lands ? repository : copy());
        receive.setBiDirectionalPipe(false);
        // A pipe stays open for the answer.
        receive.setExpectDataAfterPackFooter(!http);
        receive.receive(in, out, null);
        return out.toByteArray();
    }

    /** A repository with the same branch, which takes the push in place of the real one. */
    private InMemoryRepository copy() throws IOException {
        var other = new InMemoryRepository(new DfsRepositoryDescription("other"));
        try (var walk = new org.eclipse.jgit.revwalk.ObjectWalk(repository);
                var inserter = other.newObjectInserter();
                var reader = repository.newObjectReader()) {
            walk.markStart(walk.parseCommit(tip()));
            for (var commit = walk.next(); commit != null; commit = walk.next()) {
                inserter.insert(Constants.OBJ_COMMIT, reader.open(commit).getBytes());
            }
            for (var object = walk.nextObject(); object != null; object = walk.nextObject()) {
                inserter.insert(object.getType(), reader.open(object).getBytes());
            }
            inserter.flush();
        }
        var update = other.updateRef(MAIN);
        update.setNewObjectId(tip());
        update.forceUpdate();
        return other;
    }

    /** An answer with an HTTP head, after which the connection closes. */
    public static byte[] withHead(String type, byte[] body) {
        return withHead("200 OK", "application/x-" + type, body);
    }

    public static byte[] withHead(String status, String type, byte[] body) {
        var head = "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        var answer = new ByteArrayOutputStream();
        answer.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
