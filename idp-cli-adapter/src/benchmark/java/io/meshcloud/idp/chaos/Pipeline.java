// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import io.meshcloud.idp.chaos.Attempt.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that runs one command after the other, each as a process of its own or inside this one. Some processes are
 * killed or find no room for their files.
 */
final class Pipeline implements Runnable {
    private static final int KILLED = 137;
    private static final String UNKNOWN = "IDP-3008";

    private final Playground playground;
    private final Ledger ledger;
    private final Set<Fault> faults;
    private final Random random;
    private final String name;
    private final long end;
    private final boolean forks;
    private final IdpProcess idp;

    /**
     * @param forks whether each command is a process of its own
     */
    Pipeline(Playground playground, Ledger ledger, ChaosOptions options, String name, long seed, boolean forks) {
        this.playground = playground;
        this.ledger = ledger;
        this.faults = options.faults();
        this.random = new Random(seed);
        this.name = name;
        this.end = System.nanoTime() + options.time().toNanos();
        this.forks = forks;
        this.idp = new IdpProcess(playground.variables(name), playground.home(name));
    }

    @Override
    public void run() {
        while (System.nanoTime() - end < 0) {
            var environment = playground.anyEnvironment(random);
            int dice = random.nextInt(100);
            if (dice < 55) {
                int tag = playground.anyTag(environment, random);
                var digest = playground.digest(environment, tag);
                write("release", environment, digest, List.of("--image", Integer.toString(tag)));
            } else if (dice < 75) {
                write("rollback", environment, null, List.of());
            } else {
                read(dice < 92 ? List.of("reconcile", "--once") : List.of("history", environment));
            }
        }
    }

    private void write(String operation, String environment, @Nullable String digest, List<String> more) {
        var id = UUID.randomUUID().toString();
        var words = new ArrayList<>(List.of(operation, environment, "--reason", "chaos", "--request-id", id));
        words.addAll(more);
        var answer = run(words);
        var known = known(answer);
        ledger.add(operation, new Attempt(id, environment, digest, known, words(answer)));
    }

    private void read(List<String> words) {
        ledger.answered(words.get(0), words(run(words)));
    }

    private IdpProcess.Answer run(List<String> words) {
        var answer = forks ? fork(words) : Playground.runHere(playground.variables(name), playground.home(name), words);
        check(words, answer);
        return answer;
    }

    private IdpProcess.Answer fork(List<String> words) {
        boolean cramped = faults.contains(Fault.FULL_DISK) && random.nextInt(100) < 6;
        var process = cramped ? idp.startWithoutRoom(random, words) : idp.start(words);
        if (cramped) {
            ledger.injected(Fault.FULL_DISK);
        }
        if (faults.contains(Fault.KILL) && random.nextInt(100) < 15) {
            killLater(process);
        }
        return IdpProcess.finish(process);
    }

    private void killLater(Process process) {
        long moment = TimeUnit.MILLISECONDS.toNanos(200L + random.nextInt(3_000));
        var thread = new Thread(() -> {
            try {
                if (!process.waitFor(moment, TimeUnit.NANOSECONDS)) {
                    ledger.injected(Fault.KILL);
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void check(List<String> words, IdpProcess.Answer answer) {
        if (answer.hung()) {
            ledger.broken(name + ": `" + String.join(" ", words) + "` did not end");
        } else if (answer.code() != KILLED && !answer.isReadable()) {
            ledger.broken(name + ": `" + String.join(" ", words) + "` exited with " + answer.code()
                    + " and no problem that people can read: " + answer.out() + answer.err());
        }
    }

    private static Known known(IdpProcess.Answer answer) {
        if (answer.code() == 0) {
            return answer.field("result").equals("updated") ? Known.DONE : Known.UNCHANGED;
        }
        return answer.code() == KILLED || answer.hung() || answer.field("code").equals(UNKNOWN)
                ? Known.UNKNOWN
                : Known.REFUSED;
    }

    private static String words(IdpProcess.Answer answer) {
        if (answer.code() == 0) {
            var result = answer.field("result");
            return result.isEmpty() ? "answered" : result;
        }
        var code = answer.code() == KILLED ? "killed" : answer.field("code");
        return code.isEmpty() ? "exit code " + answer.code() : code;
    }
}
