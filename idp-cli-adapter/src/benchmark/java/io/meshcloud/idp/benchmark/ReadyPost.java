// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;

/** Floor: one HTTP push request with a ready body on an open connection. */
final class ReadyPost implements Contestant {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CommitFactory factory;
    private final URI uri;
    private long updates;

    ReadyPost(Arena arena, StateCopy copy, String name) {
        this.factory = new CommitFactory(arena, copy, name);
        this.uri = URI.create(copy.url() + "/git-receive-pack");
    }

    @Override
    public Column column() {
        return Column.READY_POST;
    }

    @Override
    public Duration update() {
        try {
            var request = HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/x-git-receive-pack-request")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Files.readAllBytes(factory.body(factory.next(1)))))
                    .build();
            openConnection();
            long start = System.nanoTime();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
            var took = Duration.ofNanos(System.nanoTime() - start);
            CommitFactory.requireAccepted(response.body());
            updates++;
            return took;
        } catch (IOException e) {
            throw new IllegalStateException("the server does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Opens a connection if the server closed the last one during the turns of others; a POST is not retried. */
    private void openConnection() throws IOException, InterruptedException {
        var head = HttpRequest.newBuilder(URI.create(uri.resolve(".") + "HEAD")).build();
        client.send(head, HttpResponse.BodyHandlers.discarding());
    }

    @Override
    public long updates() {
        return updates;
    }
}
