// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's tinyproxy on loopback, which opens tunnels to every port. */
final class Tinyproxy implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final int port;
    private final Path log;

    private Tinyproxy(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts a proxy; skips the test if it is not installed.
     *
     * @param settings more of its configuration; may be empty
     */
    static Tinyproxy start(Path folder, String settings) throws Exception {
        var program = RealPart.program("tinyproxy", "/usr/sbin", "/usr/bin").toString();
        int port = freePort();
        var log = folder.resolve("proxy.log");
        var config = Files.writeString(folder.resolve("proxy.conf"), """
                Port %d
                Listen 127.0.0.1
                Timeout 60
                MaxClients 50
                LogFile "%s"
                LogLevel Connect
                DisableViaHeader Yes
                %s
                """.formatted(port, log, settings));
        var process = new ProcessBuilder(program, "-d", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var proxy = new Tinyproxy(process, port, log);
        proxy.awaitListening();
        return proxy;
    }

    static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void awaitListening() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("tinyproxy does not listen");
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** What it was asked for. */
    String log() throws IOException {
        return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
