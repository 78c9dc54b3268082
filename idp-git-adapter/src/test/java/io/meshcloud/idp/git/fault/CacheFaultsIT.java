// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache is expendable: any damage under load costs time and nothing else. */
class CacheFaultsIT {
    private static final int APPS = 4;
    private static final int EACH = 4;
    private static final long SEED = 20_261_126;

    @TempDir
    private Path scratch;

    private Fleet fleet;
    private Path cache;

    @BeforeEach
    void connect() throws IOException {
        fleet = Fleet.of(APPS, scratch);
        cache = Files.createDirectories(scratch.resolve("cache"));
    }

    @AfterEach
    void disconnect() throws IOException {
        if (fleet != null) {
            fleet.close();
        }
    }

    /** The cache is damaged every few reports, and yet every update succeeds at the first attempt. */
    private void underLoad(Runnable fault) throws Exception {
        assertThat(reportsOf(fault)).hasSize(APPS * EACH);
    }

    private List<Report> reportsOf(Runnable fault) throws Exception {
        var told = new AtomicInteger();
        var reports = new Load(new Updater(fleet.url(), cache), APPS, EACH).run(report -> {
            if (told.incrementAndGet() % 3 == 0) {
                fault.run();
            }
        });
        fleet.assertHolds(reports);
        assertThat(Landed.on(fleet.remote()).stream().filter(Landed::isUpdate)).hasSize(APPS * EACH);
        return reports;
    }

    @Test
    void it_may_disappear_at_any_time() throws Exception {
        underLoad(() -> RealPart.succeeds(
                "sh", "-c", "mv " + cache + " gone$$ && rm -rf gone$$".replace("gone", scratch + "/gone")));
    }

    /** The fault persists: what is fetched again is deleted again. The caller may repeat the request. */
    @Test
    void it_may_be_deleted_file_by_file() throws Exception {
        var reports = reportsOf(() -> RealPart.succeeds("rm", "-rf", cache.toString()));

        assertThat(reports.stream().filter(report -> !report.isDone()))
                .allMatch(report -> report.outcome().equals("CACHE_BROKEN"));
    }

    @Test
    void its_packs_and_objects_may_be_cut() throws Exception {
        underLoad(() -> damage("objects", file -> rewrite(file, 0.5, false)));
    }

    @Test
    void its_packs_and_objects_may_be_garbled() throws Exception {
        underLoad(() -> damage("objects", file -> rewrite(file, 1, true)));
    }

    @Test
    void its_branch_and_settings_may_be_garbled() throws Exception {
        underLoad(() -> damage(".", file -> {
            if (!file.toString().contains("/objects/")) {
                rewrite(file, 1, true);
            }
        }));
    }

    private void damage(String below, Consumer<Path> how) {
        try (var caches = Files.newDirectoryStream(cache, Files::isDirectory)) {
            for (var one : caches) {
                List<Path> files;
                try (var walk = Files.walk(one.resolve(below))) {
                    files = walk.filter(Files::isRegularFile).toList();
                }
                files.forEach(how);
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            // the cache is just being created or packed: then it is not damaged this time
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void rewrite(Path file, double keep, boolean garble) {
        file.toFile().setWritable(true);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate((long) (channel.size() * keep));
            if (garble) {
                var garbage = new byte[(int) channel.size()];
                new Random(SEED).nextBytes(garbage);
                channel.write(ByteBuffer.wrap(garbage), 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_full_disk_is_reported_and_work_continues_once_there_is_room() throws Exception {
        if (!RealPart.succeeds("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", cache.toString())) {
            throw RealPart.notAllowed("this user cannot mount a small disk");
        }
        try {
            var reports = new ArrayList<Report>();
            var updater = new Updater(fleet.url(), cache);
            reports.add(updater.release(new Update(1, 1, 0)));
            var ballast = fill();

            reports.add(new Updater(fleet.url() + "/", cache).release(new Update(2, 1, 1)));
            reports.add(updater.release(new Update(1, 2, 0)));

            assertThat(reports.get(1).outcome()).isEqualTo("CACHE_BROKEN");
            assertThat(reports.get(1).text()).containsIgnoringCase("no space left");
            // A running process has what it needs in the heap, or reports why not.
            assertThat(reports.get(2).outcome()).isIn("updated", "CACHE_BROKEN");
            fleet.assertHolds(reports);
            Files.delete(ballast);
            reports.add(updater.release(new Update(1, 3, 0)));
            reports.add(new Updater(fleet.url() + "/", cache).release(new Update(2, 2, 1)));
            assertThat(reports.subList(3, 5)).allMatch(Report::isDone);
            fleet.assertHolds(reports);
        } finally {
            RealPart.succeeds("umount", "-l", cache.toString());
        }
    }

    /** A file that fills the disk. */
    private Path fill() throws IOException {
        var ballast = cache.resolve("ballast");
        try (var out = Files.newOutputStream(ballast)) {
            for (var block = new byte[1024]; ; ) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(Files.getFileStore(cache).getUsableSpace()).isZero();
        }
        return ballast;
    }
}
