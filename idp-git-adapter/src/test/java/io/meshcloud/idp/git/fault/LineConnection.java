// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import io.meshcloud.idp.git.fault.Line.Cut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One connection over a {@link Line}. A request begins with a new chunk, because HTTP clients wait for each answer. */
final class LineConnection {
    private static final Pattern REQUEST = Pattern.compile("(GET|POST) \\S+ HTTP/1\\.1\r\n");
    private static final Pattern PUSH = Pattern.compile("POST \\S+/git-receive-pack HTTP/1\\.1\r\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *([0-9]+)\r\n");
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int CHUNK = 64 * 1024;

    private final Line line;
    private final Socket client;
    private final Socket server;
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private volatile boolean pushing;
    private volatile byte @Nullable [] kept;

    LineConnection(Line line, Socket client, Socket server) {
        this.line = line;
        this.client = client;
        this.server = server;
    }

    Void carryRequests() throws IOException {
        try {
            var chunk = new byte[CHUNK];
            for (int size; (size = client.getInputStream().read(chunk)) >= 0; ) {
                var text = text(chunk, size);
                if (REQUEST.matcher(text).lookingAt()) {
                    pushing = PUSH.matcher(text).lookingAt();
                }
                line.passed(size);
                if (pushing && line.takes(Cut.REQUEST)) {
                    server.getOutputStream().write(chunk, 0, size / 2);
                    return null;
                }
                if (pushing && line.takes(Cut.HELD)) {
                    keepBack(chunk, size);
                    return null;
                }
                server.getOutputStream().write(chunk, 0, size);
            }
            return null;
        } finally {
            if (kept == null) {
                close();
            }
        }
    }

    private void keepBack(byte[] chunk, int size) throws IOException {
        var request = new ByteArrayOutputStream();
        request.write(chunk, 0, size);
        while (!isComplete(request.toByteArray())) {
            int more = client.getInputStream().read(chunk);
            request.write(chunk, 0, more);
        }
        kept = request.toByteArray();
        line.hold(this);
        client.close();
    }

    private static boolean isComplete(byte[] request) {
        var text = text(request, request.length);
        int head = text.indexOf(END_OF_HEAD);
        var length = LENGTH.matcher(text);
        if (head >= 0 && !length.find()) {
            throw new IllegalStateException("a push without its length: " + text.substring(0, head));
        }
        return head >= 0 && request.length >= head + END_OF_HEAD.length() + Integer.parseInt(length.group(1));
    }

    /** Sends the held request and waits for the answer. */
    void release() throws IOException {
        server.getOutputStream().write(kept);
        answered.join();
    }

    Void carryAnswers() throws IOException {
        try {
            var chunk = new byte[CHUNK];
            for (int size; (size = server.getInputStream().read(chunk)) >= 0; ) {
                if (kept != null || (pushing && line.takes(Cut.ANSWER))) {
                    return null;
                }
                if (pushing && line.takes(Cut.ANSWER_AND_LINE)) {
                    line.cutOff();
                    return null;
                }
                line.passed(size);
                client.getOutputStream().write(chunk, 0, size);
            }
            return null;
        } finally {
            close();
            answered.complete(null);
        }
    }

    private static String text(byte[] bytes, int size) {
        return new String(bytes, 0, size, StandardCharsets.ISO_8859_1);
    }

    void close() {
        try {
            client.close();
            server.close();
            line.forget(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
