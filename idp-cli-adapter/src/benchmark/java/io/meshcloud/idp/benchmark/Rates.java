// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The turns of one contestant; each turn counts the updates of a fixed time. */
final class Rates implements Runnable {
    private final Supplier<Throughput> turn;
    private final List<Throughput> rounds = new ArrayList<>();

    Rates(Supplier<Throughput> turn) {
        this.turn = turn;
    }

    @Override
    public void run() {
        rounds.add(turn.get());
    }

    /** The throughput of all rounds together. */
    Throughput all() {
        return rounds.stream().reduce(Throughput::plus).orElseThrow();
    }

    /** Updates per second of each round. */
    List<Double> perSecond() {
        return rounds.stream().map(Throughput::perSecond).toList();
    }
}
