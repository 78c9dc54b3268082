// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.util.NB;

/**
 * A Git server that sends the objects of one graph whatever is asked for, and does not look into them. It accepts each
 * push and keeps nothing of it.
 *
 * <p>Source: Git's {@code gitprotocol-http}, version 0, and {@code gitformat-pack}.
 */
final class PackServer implements AutoCloseable {
    private static final String FLUSH = "0000";

    private final HttpServer server;
    private volatile RandomGraph graph;

    PackServer(RandomGraph graph) throws IOException {
        this.graph = graph;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    void serve(RandomGraph next) {
        graph = next;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/state.git";
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        var body = exchange.getRequestBody();
        var request = (zipped ? new GZIPInputStream(body) : body).readAllBytes();
        var query = String.valueOf(exchange.getRequestURI().getQuery());
        var service = (exchange.getRequestURI().getPath() + query).contains("receive-pack")
                ? "git-receive-pack"
                : "git-upload-pack";
        boolean refs = exchange.getRequestMethod().equals("GET");
        var type = "application/x-" + service + (refs ? "-advertisement" : "-result");
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        if (refs) {
            var tip = graph.tip().name();
            out.write(ascii(line("# service=" + service) + FLUSH));
            if (service.equals("git-upload-pack")) {
                out.write(ascii(line(tip + " HEAD\0multi_ack_detailed symref=HEAD:refs/heads/main")
                        + line(tip + " refs/heads/main")));
            } else {
                out.write(ascii(line(tip + " refs/heads/main\0report-status")));
            }
            out.write(ascii(FLUSH));
        } else if (service.equals("git-receive-pack")) {
            out.write(ascii(line("unpack ok") + line("ok refs/heads/main") + FLUSH));
        } else {
            out.write(ascii(line("NAK")));
            if (new String(request, StandardCharsets.ISO_8859_1).endsWith("0009done\n")) {
                out.write(pack(graph));
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String line(String text) {
        return "%04x%s\n".formatted(text.length() + 5, text);
    }

    private static byte[] pack(RandomGraph graph) throws IOException {
        var pack = new ByteArrayOutputStream();
        var header = new byte[8];
        NB.encodeInt32(header, 0, 2);
        NB.encodeInt32(header, 4, graph.objects().size());
        pack.writeBytes(Constants.PACK_SIGNATURE);
        pack.writeBytes(header);
        int left = graph.objects().size() / 2;
        for (var item : graph.objects().values()) {
            boolean wrong = graph.defect() == RandomGraph.Defect.WRONG_SIZE && left-- == 0;
            entryHeader(pack, item.type(), item.bytes().size() + (wrong ? 1 : 0));
            try (var deflated = new DeflaterOutputStream(pack)) {
                deflated.write(item.bytes().toArray());
            }
        }
        pack.writeBytes(Constants.newMessageDigest().digest(pack.toByteArray()));
        return pack.toByteArray();
    }

    private static void entryHeader(ByteArrayOutputStream pack, int type, int size) {
        int rest = size >>> 4;
        int first = (type << 4) | (size & 0xf);
        pack.write(rest > 0 ? first | 0x80 : first);
        for (; rest > 0; rest >>>= 7) {
            pack.write(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
