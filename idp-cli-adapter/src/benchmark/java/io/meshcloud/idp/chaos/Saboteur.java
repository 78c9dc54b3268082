// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Damages caches, lets servers be busy, rewrites the branch, and pushes images meanwhile. */
final class Saboteur implements Runnable {
    private static final int ACCEPT_TRIES = 40;

    private final Playground playground;
    private final Ledger ledger;
    private final List<Fault> faults;
    private final List<String> owners;
    private final Random random;
    private final long end;

    /**
     * @param owners the names of those who have a cache
     */
    Saboteur(Playground playground, Ledger ledger, ChaosOptions options, List<String> owners, Duration time) {
        this.playground = playground;
        this.ledger = ledger;
        this.faults = options.faults().stream()
                .filter(fault -> List.of(Fault.DAMAGE, Fault.LOCK, Fault.BURST, Fault.REWRITE)
                        .contains(fault))
                .toList();
        this.owners = List.copyOf(owners);
        this.random = new Random(options.seed() + 2);
        this.end = System.nanoTime() + time.toNanos();
    }

    @Override
    public void run() {
        int rewriteIn = 4 + random.nextInt(6);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200L + random.nextInt(1_000)));
            playground.push(playground.anyEnvironment(random));
            if (faults.isEmpty()) {
                continue;
            }
            switch (faults.get(random.nextInt(faults.size()))) {
                case DAMAGE -> damage();
                case LOCK -> leaveLock();
                case BURST -> playground.burst(Duration.ofMillis(200L + random.nextInt(1_200)));
                default -> {
                    if (rewriteIn-- <= 0) {
                        rewriteIn = 4 + random.nextInt(6);
                        rewrite();
                    }
                }
            }
        }
    }

    private List<Path> cacheFiles() {
        var cache = playground.cache(owners.get(random.nextInt(owners.size())));
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (var files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            // A process replaces it at this moment.
            return List.of();
        }
    }

    private void damage() {
        var files = cacheFiles();
        if (files.isEmpty()) {
            return;
        }
        var file = files.get(random.nextInt(files.size()));
        try {
            // Git writes its packs read-only, and a broken disk asks for no permission.
            var before = Files.readAllBytes(file);
            var bytes = damaged(before);
            Files.delete(file);
            if (bytes.length > 0 || random.nextBoolean()) {
                Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
            }
            ledger.injected(Fault.DAMAGE);
        } catch (NoSuchFileException | java.nio.file.FileAlreadyExistsException e) {
            // A process replaces it at this moment.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] damaged(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> {
                return new byte[bytes.length];
            }
            case 2 -> {
                return new byte[0];
            }
            default -> {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                return bytes;
            }
        }
    }

    private void leaveLock() {
        var files = cacheFiles();
        if (files.isEmpty()) {
            return;
        }
        var file = files.get(random.nextInt(files.size()));
        try {
            Files.write(file.resolveSibling(file.getFileName() + ".lock"), new byte[0], StandardOpenOption.CREATE_NEW);
            ledger.injected(Fault.LOCK);
        } catch (IOException e) {
            // The lock exists already, or the folder is gone.
        }
    }

    /** Moves the branch back by one or two commits of releases, and accepts that. */
    private void rewrite() {
        var tip = git("rev-parse", "main");
        var target = git("rev-parse", "main~" + (1 + random.nextInt(2)));
        var messages = git("log", "--format=%B%x00", target + ".." + tip).split("\u0000", -1);
        var ids = new ArrayList<String>();
        for (var message : messages) {
            var text = message.strip();
            if (!text.isEmpty()) {
                var id = CommitMessage.parse(text).trailer(TrailerKey.REQUEST_ID);
                var action =
                        CommitMessage.parse(text).trailer(TrailerKey.ACTION).orElse("");
                if (id.isEmpty() || !List.of("release", "rollback").contains(action)) {
                    // The setup and earlier acceptances stay.
                    return;
                }
                ids.add(id.get());
            }
        }
        ledger.rewritten(ids);
        if (!RealPart.succeeds(
                "git", "-C", playground.state().toString(), "update-ref", "refs/heads/main", target, tip)) {
            // Somebody pushed in between: the commits are still there.
            ledger.restored(ids);
            return;
        }
        ledger.injected(Fault.REWRITE);
        accept();
    }

    /** Accepts the current tip as the platform, as the message of idp says; repeats that until it succeeds. */
    private void accept() {
        var owner = owners.get(0);
        var said = "";
        for (int tried = 0; tried < ACCEPT_TRIES; tried++) {
            var answer = Playground.runHere(
                    playground.variables(owner),
                    playground.home(owner),
                    List.of("accept-rewrite", git("rev-parse", "main"), "--reason", "chaos"));
            said = answer.out() + answer.err();
            if (!answer.isReadable()) {
                ledger.broken("accept-rewrite: no problem that people can read: " + said);
                return;
            }
            ledger.answered("accept-rewrite", answer.code() == 0 ? answer.field("result") : answer.field("code"));
            if (answer.code() == 0) {
                return;
            }
        }
        ledger.broken("a rewritten branch cannot be accepted: " + said);
    }

    private String git(String... words) {
        return RealPart.git(playground.state(), words).strip();
    }
}
