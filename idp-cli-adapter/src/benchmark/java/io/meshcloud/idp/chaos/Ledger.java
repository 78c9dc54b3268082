// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that happened: requests and their answers, faults, and broken laws. Thread-safe. */
final class Ledger {
    private static final int SHOWN = 3_000;

    private final List<Attempt> attempts = new ArrayList<>();
    private final Set<String> rewritten = new HashSet<>();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Set<String> broken = new TreeSet<>();

    synchronized void add(String operation, Attempt attempt) {
        attempts.add(attempt);
        answered(operation, attempt.what());
    }

    /** Counts an answer to a request that writes nothing by itself. */
    synchronized void answered(String operation, String what) {
        answers.merge(operation + ": " + what, 1, Integer::sum);
    }

    synchronized void injected(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    /** Notes a broken law; the same one is noted once. */
    synchronized void broken(String law) {
        broken.add(law.length() > SHOWN ? law.substring(0, SHOWN) + "..." : law);
    }

    /** The commits of these requests are about to be removed from the branch by somebody. */
    synchronized void rewritten(Collection<String> ids) {
        rewritten.addAll(ids);
    }

    /** The commits of these requests are still there. */
    synchronized void restored(Collection<String> ids) {
        ids.forEach(rewritten::remove);
    }

    /** Counts what the branch has at the end. */
    synchronized void written(String trigger, int commits) {
        answers.put("on the branch at the end, by " + trigger, commits);
    }

    synchronized List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    synchronized Set<String> rewritten() {
        return Set.copyOf(rewritten);
    }

    synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    synchronized String summary(ChaosOptions options) {
        var text = new StringBuilder(
                "seed " + options.seed() + ", " + options.time().toSeconds() + " s, " + options.processes()
                        + " processes, " + options.callers() + " callers of a service\n\n");
        text.append("| fault | times |\n|---|---|\n");
        faults.forEach((fault, times) -> text.append("| " + fault.words() + " | " + times + " |\n"));
        text.append("\n| request and answer | times |\n|---|---|\n");
        answers.forEach((answer, times) -> text.append("| " + answer + " | " + times + " |\n"));
        text.append("\n").append(broken.isEmpty() ? "no law was broken\n" : broken.size() + " broken laws:\n");
        broken.forEach(law -> text.append("* ").append(law).append('\n'));
        return text.toString();
    }
}
