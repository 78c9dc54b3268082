// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.testkit.git.BareRepository;
import io.meshcloud.idp.testkit.git.GitServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads that share an instance, instances that share a cache, and processes: no update is lost or written twice. */
class ConcurrentWritersIT {
    private static final int TIMES = 6;

    @TempDir
    private Path scratch;

    @Test
    void four_threads_and_two_processes_lose_no_update_on_a_local_repository() throws Exception {
        var remote = BareRepository.create(scratch.resolve("state.git"));
        var url = remote.folder().toString();

        writeFromEverywhere(url);

        assertAllThere(remote);
    }

    @Test
    void four_threads_and_two_processes_lose_no_update_over_http() throws Exception {
        var remote = BareRepository.create(scratch.resolve("state.git"));
        try (var server = GitServer.in(scratch).start()) {
            writeFromEverywhere(server.url(remote));
        }

        assertAllThere(remote);
    }

    @Test
    void a_killed_writer_leaves_no_lock_and_no_partial_commit() throws Exception {
        var remote = BareRepository.create(scratch.resolve("state.git"));
        var url = remote.folder().toString();
        var killed = start(url, scratch.resolve("a"), "killed", 1_000_000);
        try {
            while (remote.tip("main").isEmpty() || remote.commits("main") < 5) {
                assertThat(killed.isAlive()).isTrue();
            }
        } finally {
            killed.destroyForcibly().waitFor();
        }

        Writer.write(new GitStateRepository(GitFixture.config(url, scratch.resolve("a"))), "next", 2);

        assertThat(remote.git("log", "-2", "--format=%s", "main").lines()).containsExactly("next 1", "next 0");
        try (var files = Files.walk(remote.folder())) {
            assertThat(files.filter(file -> file.toString().endsWith(".lock"))).isEmpty();
        }
        remote.assertIntact();
    }

    private void writeFromEverywhere(String url) throws Exception {
        var shared = new GitStateRepository(GitFixture.config(url, scratch.resolve("a")));
        var sameCache = new GitStateRepository(GitFixture.config(url, scratch.resolve("a")));
        var ownCache = new GitStateRepository(GitFixture.config(url, scratch.resolve("b")));
        var writers = new ArrayList<Callable<Integer>>();
        writers.add(() -> write(shared, "thread-0"));
        writers.add(() -> write(shared, "thread-1"));
        writers.add(() -> write(sameCache, "thread-2"));
        writers.add(() -> write(ownCache, "thread-3"));
        writers.add(() -> process(url, scratch.resolve("a"), "process-0"));
        writers.add(() -> process(url, scratch.resolve("c"), "process-1"));
        var threads = Executors.newFixedThreadPool(writers.size());
        try {
            for (var done : threads.invokeAll(writers)) {
                assertThat(done.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int write(GitStateRepository repository, String name) {
        Writer.write(repository, name, TIMES);
        return 0;
    }

    private static int process(String url, Path scratch, String name) throws IOException, InterruptedException {
        return start(url, scratch, name, TIMES).waitFor();
    }

    private static Process start(String url, Path scratch, String name, int times) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        url,
                        scratch.toString(),
                        name,
                        String.valueOf(times))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void assertAllThere(BareRepository remote) {
        var wanted = IntStream.range(0, 4)
                .mapToObj(i -> "thread-" + i)
                .flatMap(name -> IntStream.range(0, TIMES).mapToObj(i -> name + " " + i))
                .toList();
        var all = new ArrayList<>(wanted);
        for (var process : List.of("process-0", "process-1")) {
            IntStream.range(0, TIMES).forEach(i -> all.add(process + " " + i));
        }
        assertThat(remote.git("log", "--format=%s", "main").lines()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(remote.git("ls-tree", "-r", "--name-only", "main").lines()).hasSize(all.size());
        remote.assertIntact();
    }
}
