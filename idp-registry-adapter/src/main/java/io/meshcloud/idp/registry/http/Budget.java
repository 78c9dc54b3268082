// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What the answer to one question may cost: requests, with their repetitions, redirects and tokens; bytes of the
 * answers that are kept in memory; and time spent in requests. Every request needs a budget, so neither a team's images
 * nor a registry can make one question cost more. A question that is too expensive is a problem of this question only.
 * Safe for use by many threads.
 */
public final class Budget {
    private final String question;
    private final int maxRequests;
    private final long maxBytes;
    private final Duration maxTime;
    private final Duration maxElapsed;
    private final LongSupplier nanoTime;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private int running;
    private long runningSince;
    private long elapsed;

    /**
     * @param question what is asked, for messages; continues "to"
     * @param maxTime the time in requests; the times of concurrent requests are added
     */
    public Budget(String question, int maxRequests, long maxBytes, Duration maxTime) {
        this(question, maxRequests, maxBytes, maxTime, maxTime, System::nanoTime);
    }

    /**
     * @param maxElapsed the time that passes while at least one request is being sent; the time in which other
     *     questions are asked instead does not count
     */
    Budget(
            String question,
            int maxRequests,
            long maxBytes,
            Duration maxTime,
            Duration maxElapsed,
            LongSupplier nanoTime) {
        this.question = question;
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
        this.maxElapsed = maxElapsed;
        this.nanoTime = nanoTime;
    }

    /** For one image, or one resource of a management API: an index of a hundred images with their configs fits. */
    public static Budget ofQuestion(String question) {
        return new Budget(question, 1_000, 128L * 1024 * 1024, Duration.ofMinutes(3));
    }

    /** The budget for the list of one repository or project, with the facts of each of its images. */
    public static Budget ofListing(String question) {
        return new Budget(question, 50_000, 512L * 1024 * 1024, Duration.ofMinutes(20));
    }

    /**
     * The budget for listing one of several repositories, so that one with many tags does not delay the others for
     * long. Looked-up tags are remembered, so the next list continues where this one ended.
     */
    public static Budget ofSharedListing(String question) {
        return new Budget(
                question, 20_000, 256L * 1024 * 1024, Duration.ofMinutes(20), Duration.ofSeconds(60), System::nanoTime);
    }

    /** The budget for the copy of one image. The blobs are streamed and do not count as bytes in memory. */
    public static Budget ofCopy(String question) {
        return new Budget(question, 50_000, 512L * 1024 * 1024, Duration.ofHours(12));
    }

    /** The number of requests so far. */
    public int requests() {
        return requests.get();
    }

    /**
     * Counts a request that is about to be sent.
     *
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_LIMIT_EXCEEDED} if the budget
     *     is used up
     */
    void beforeRequest(RegistryProblems problems, URI uri) {
        duringRequest(problems, uri, 0);
        if (elapsed() > maxElapsed.toNanos()) {
            throw problems.overLimit(uri, "needs longer than " + maxElapsed.toSeconds() + " s to " + question);
        }
        if (requests.incrementAndGet() > maxRequests) {
            throw problems.overLimit(uri, "needs more than " + maxRequests + " requests to " + question);
        }
        begin();
    }

    /**
     * Checks the time while a request is being sent.
     *
     * @param nanoseconds how long the request has lasted
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_LIMIT_EXCEEDED} if the time is
     *     used up
     */
    void duringRequest(RegistryProblems problems, URI uri, long nanoseconds) {
        if (nanos.get() + nanoseconds > maxTime.toNanos()) {
            throw problems.overLimit(uri, "needs more than " + maxTime.toSeconds() + " s to " + question);
        }
    }

    /** Counts time in which the body of an answer was awaited; false if the time is used up. */
    boolean addStreamTime(long nanoseconds) {
        return nanos.addAndGet(nanoseconds) <= maxTime.toNanos();
    }

    private synchronized long elapsed() {
        return elapsed + (running == 0 ? 0 : nanoTime.getAsLong() - runningSince);
    }

    private synchronized void begin() {
        if (running++ == 0) {
            runningSince = nanoTime.getAsLong();
        }
    }

    private synchronized void end() {
        if (--running == 0) {
            elapsed += nanoTime.getAsLong() - runningSince;
        }
    }

    /** Counts the time of a request that was about to be sent, successful or not. */
    void afterRequest(long nanoseconds) {
        nanos.addAndGet(nanoseconds);
        end();
    }

    /** Counts bytes that were received. */
    void addBytes(RegistryProblems problems, URI uri, long received) {
        if (bytes.addAndGet(received) > maxBytes) {
            throw problems.overLimit(uri, "sends more than " + maxBytes + " bytes to " + question);
        }
    }
}
