package io.meshcloud.idp.git.fault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/**
 * A process that releases, from several threads at once. Arguments: URL, cache, its own name as a number, threads,
 * environments, the first number and the one behind the last. Each thread is a writer of its own that goes from one
 * environment to the next; every answer becomes one line on stdout at once.
 */
final class UpdaterProgram {
    /** Writers of one program have numbers in one hundred. */
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

    /** Who is told of a conflict tries again, as it says. */
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
