// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import io.meshcloud.idp.tool.LoopbackProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback that breaks some of the connections which it passes on. Of HTTP it understands only what it
 * needs to answer a request itself.
 */
final class FaultyProxy extends LoopbackProxy {
    private static final int CHUNK = 16 * 1024;
    private static final int LONGEST_CUT = 6_000;
    private static final int PERCENT_BROKEN = 25;

    /** Answers of proxies in between; the last one is not HTTP at all. */
    private static final List<String> FOREIGN = List.of(
            status("408 Request Timeout"),
            status("401 Unauthorized"),
            status("502 Bad Gateway"),
            status("200 OK"),
            "closing\n");

    private static final List<String> BUSY =
            List.of(status("500 Internal Server Error"), status("429 Too Many Requests"), status("503 Busy"));

    private final Random random;
    private final Set<Fault> faults;
    private final Ledger ledger;
    private volatile long busyUntil = System.nanoTime();
    private volatile boolean calm;

    FaultyProxy(InetSocketAddress target, long seed, Set<Fault> faults, Ledger ledger) {
        super("faulty-link", target);
        this.random = new Random(seed);
        this.faults = Set.copyOf(faults);
        this.ledger = ledger;
        start();
    }

    /** Answers every new connection with an error, from now on for this time. */
    void burst(Duration time) {
        busyUntil = System.nanoTime() + time.toNanos();
    }

    /** From now on nothing is broken. */
    void calm() {
        calm = true;
    }

    private static String status(String line) {
        return "HTTP/1.1 " + line + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    @Override
    protected void accepted(Socket client) {
        var plan = plan();
        execute(() -> pass(client, plan));
    }

    /**
     * What happens to one connection.
     *
     * @param fault the fault; absent if nothing breaks
     * @param after the number of bytes, or of chunks of the answer, before the fault
     * @param text what is answered instead
     */
    private record Plan(@Nullable Fault fault, int after, String text) {}

    private Plan plan() {
        if (calm) {
            return new Plan(null, 0, "");
        }
        if (System.nanoTime() - busyUntil < 0) {
            return new Plan(Fault.BURST, 0, BUSY.get(random.nextInt(BUSY.size())));
        }
        boolean broken = random.nextInt(100) < PERCENT_BROKEN;
        var kinds = List.of(Fault.CUT_REQUEST, Fault.CUT_ANSWER, Fault.FOREIGN_ANSWER);
        var fault = kinds.get(random.nextInt(kinds.size()));
        if (!broken || !faults.contains(fault)) {
            return new Plan(null, 0, "");
        }
        return fault == Fault.FOREIGN_ANSWER
                ? new Plan(fault, random.nextInt(4), FOREIGN.get(random.nextInt(FOREIGN.size())))
                : new Plan(fault, random.nextInt(LONGEST_CUT), "");
    }

    private void pass(Socket client, Plan plan) {
        try {
            if (plan.fault() == Fault.BURST) {
                answer(client, plan);
                return;
            }
            var server = connect(client);
            execute(() -> pump(client, server, plan, Fault.CUT_REQUEST));
            execute(() -> pump(server, client, plan, Fault.CUT_ANSWER));
        } catch (IOException e) {
            close(client);
        }
    }

    private void answer(Socket client, Plan plan) throws IOException {
        ledger.injected(Fault.BURST);
        try (client) {
            client.setSoTimeout(1_000);
            readHead(client.getInputStream());
            client.getOutputStream().write(plan.text().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int lineEnds = 0;
        while (lineEnds < 2) {
            int octet = in.read();
            if (octet < 0) {
                return;
            }
            if (octet == '\n') {
                lineEnds++;
            } else if (octet != '\r') {
                lineEnds = 0;
            }
        }
    }

    /** Passes bytes on until the end, or until the fault of this direction. */
    private void pump(Socket from, Socket to, Plan plan, Fault cut) {
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            var buffer = new byte[CHUNK];
            int passed = 0;
            int chunks = 0;
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!calm && plan.fault() == cut && passed + length > plan.after()) {
                    out.write(buffer, 0, Math.max(0, plan.after() - passed));
                    out.flush();
                    ledger.injected(cut);
                    break;
                }
                boolean replaced = plan.fault() == Fault.FOREIGN_ANSWER && cut == Fault.CUT_ANSWER;
                if (!calm && replaced && chunks == plan.after()) {
                    replace(out, plan);
                    break;
                }
                out.write(buffer, 0, length);
                out.flush();
                passed += length;
                chunks++;
            }
        } catch (IOException e) {
            // One side is gone; so is the connection.
        }
        close(from);
        close(to);
    }

    private void replace(OutputStream out, Plan plan) throws IOException {
        out.write(plan.text().getBytes(StandardCharsets.US_ASCII));
        out.flush();
        ledger.injected(Fault.FOREIGN_ANSWER);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed then.
        }
    }
}
