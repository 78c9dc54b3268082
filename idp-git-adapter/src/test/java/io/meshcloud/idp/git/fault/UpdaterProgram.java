// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/**
 * A process that releases from several threads. Arguments: URL, cache, its number, threads, environments, the first
 * update number (inclusive) and the last (exclusive). Each thread is a writer that cycles through the environments;
 * each answer is printed to stdout immediately, one per line.
 */
final class UpdaterProgram {
    /** The numbers of a program's writers are within one hundred. */
    static final int WRITERS = 100;

    private static final int TRIES = 3;

    private UpdaterProgram() {}

    public static void main(String[] arguments) {
        var updater = new Updater(arguments[0], Path.of(arguments[1]));
        int name = Integer.parseInt(arguments[2]);
        int threads = Integer.parseInt(arguments[3]);
        int apps = Integer.parseInt(arguments[4]);
        int first = Integer.parseInt(arguments[5]);
        int end = Integer.parseInt(arguments[6]);
        var writers = new ArrayList<CompletableFuture<Void>>();
        for (int thread = 0; thread < threads; thread++) {
            int offset = thread;
            int writer = name * WRITERS + thread;
            var done = new CompletableFuture<Void>();
            writers.add(done);
            new Thread(() -> done.completeAsync(
                            () -> {
                                for (int number = first; number < end; number++) {
                                    untilItIsWritten(updater, new Update(writer, number, (number + offset) % apps));
                                }
                                return null;
                            },
                            Runnable::run))
                    .start();
        }
        writers.forEach(CompletableFuture::join);
    }

    /** After a conflict the caller tries again, as the problem says. */
    private static void untilItIsWritten(Updater updater, Update update) {
        for (int i = 0; i < TRIES; i++) {
            var report = updater.release(update);
            say(report);
            if (!report.outcome().equals("WRITE_CONFLICT")) {
                return;
            }
        }
    }

    private static void say(Report report) {
        System.out.println(report.line());
    }
}
