// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The connections to a registry and the servers that it names, kept between requests. A balancer may drop an idle
 * connection without notice, and Java's client cannot close a single connection, so idp replaces all of them together.
 *
 * <p>Requests are sent on daemon threads that are reused: {@link HttpClient#sendAsync} starts a thread for each request
 * on a machine with one or two processors. Safe for use by many threads.
 */
final class KeptConnections {
    private static final long IDLE_SECONDS = 5;

    private final HttpClient.Builder builder;
    private final ThreadPoolExecutor threads;
    private volatile Client current;

    /**
     * @param builder the settings of the client; not used elsewhere
     */
    KeptConnections(HttpClient.Builder builder) {
        threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    var thread = new Thread(task, "idp-http");
                    thread.setDaemon(true);
                    return thread;
                });
        this.builder = builder.executor(threads);
        current = new Client(this.builder.build(), threads);
    }

    Client current() {
        return current;
    }

    /**
     * Makes the next request use a new connection. Requests in progress on the given connections continue.
     *
     * @param failed the connections of a request that failed; they are kept if they are new, because a new connection
     *     is no better
     */
    synchronized void giveUp(Client failed) {
        if (current == failed && failed.hasAnswered()) {
            current = new Client(builder.build(), threads);
        }
    }

    /** A client with connections of its own. */
    static final class Client {
        private final HttpClient http;
        private final ThreadPoolExecutor threads;
        private volatile boolean answered;

        private Client(HttpClient http, ThreadPoolExecutor threads) {
            this.http = http;
            this.threads = threads;
        }

        /** Whether an answer has arrived on one of these connections, so that they may have been idle since. */
        boolean hasAnswered() {
            return answered;
        }

        /** Sends a request; cancelling the future ends it. */
        <T> Future<HttpResponse<T>> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
            return threads.submit(() -> {
                var response = http.send(request, handler);
                answered = true;
                return response;
            });
        }
    }
}
