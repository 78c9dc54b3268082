// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import io.meshcloud.idp.tool.Folders;
import io.meshcloud.idp.tool.ToolLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The command. Pipelines, a service and automation release to the same environments while faults are injected. All the
 * time and at the end it checks the laws: nothing reported done is missing, doubled or wrong; nothing reported refused
 * is there; automation never moves an environment back; every failure is a problem with a code; everything recovers
 * without manual work.
 */
public final class Chaos {
    private static final long BETWEEN_AUDITS_SECONDS = 5;

    private Chaos() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = new ChaosOptions();
        if (ToolLine.parse(options, arguments)) {
            System.exit(run(options, System.out).isEmpty() ? 0 : 1);
        }
    }

    /**
     * Runs with these arguments and prints the summary.
     *
     * @return the broken laws
     */
    static List<String> run(PrintStream console, String... arguments) throws IOException, InterruptedException {
        return run(ToolLine.parsed(new ChaosOptions(), arguments), console);
    }

    private static List<String> run(ChaosOptions options, PrintStream console)
            throws IOException, InterruptedException {
        var folder = Files.createTempDirectory(options.parentFolder(), "idp-chaos");
        var ledger = new Ledger();
        try (var playground = new Playground(folder, options, ledger)) {
            play(playground, ledger, options);
        } finally {
            if (options.keep()) {
                console.println("kept: " + folder);
            } else {
                Folders.delete(folder);
            }
        }
        console.println(ledger.summary(options));
        return ledger.broken();
    }

    private static void play(Playground playground, Ledger ledger, ChaosOptions options) throws InterruptedException {
        long end = System.nanoTime() + options.time().toNanos();
        var audit = new Audit(playground, ledger);
        var owners = new ArrayList<>(List.of(LongLived.NAME));
        var threads = new ArrayList<Thread>();
        try (var service = new LongLived(playground, ledger, options.time())) {
            for (int number = 0; number < options.processes() + options.commands(); number++) {
                var name = "pipeline-" + number;
                boolean forks = number < options.processes();
                owners.add(name);
                threads.add(thread(
                        ledger, new Pipeline(playground, ledger, options, name, options.seed() + 10 + number, forks)));
            }
            for (int number = 0; number < options.callers(); number++) {
                long seed = options.seed() + 100 + number;
                threads.add(thread(ledger, () -> service.call(seed)));
            }
            threads.add(thread(ledger, service::poll));
            threads.add(thread(ledger, new Saboteur(playground, ledger, options, owners, options.time())));
            threads.forEach(Thread::start);
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(BETWEEN_AUDITS_SECONDS));
                audit.check();
            }
            for (var thread : threads) {
                thread.join();
            }
        }
        playground.calm();
        audit.checkRecovery(owners);
        audit.counts().forEach((trigger, count) -> ledger.written(trigger, count));
    }

    /** A failure of the tool itself must not look like a success. */
    private static Thread thread(Ledger ledger, Runnable task) {
        var thread = new Thread(task, "chaos");
        thread.setUncaughtExceptionHandler((failed, failure) -> ledger.broken("the tool failed: " + failure));
        return thread;
    }
}
