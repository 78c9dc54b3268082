// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import io.meshcloud.idp.chaos.Attempt.Known;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.testkit.RealPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compares the branch with the answers that callers got. */
final class Audit {
    private final Playground playground;
    private final Ledger ledger;

    Audit(Playground playground, Ledger ledger) {
        this.playground = playground;
        this.ledger = ledger;
    }

    /** A commit of a release or a rollback. */
    private record Written(String commit, CommitMessage message, List<String> paths) {
        String trailer(TrailerKey key) {
            return message.trailer(key).orElse("");
        }

        String digest() {
            return digestOf(trailer(TrailerKey.IMAGE));
        }
    }

    /**
     * Checks every law on what is there now. Requests may continue: an answer is compared with a branch that was read
     * after it, and with what was rewritten until after that.
     */
    void check() {
        var attempts = ledger.attempts();
        var written = written();
        var rewritten = ledger.rewritten();
        var byRequest = new HashMap<String, List<Written>>();
        written.forEach(it -> byRequest
                .computeIfAbsent(it.trailer(TrailerKey.REQUEST_ID), absent -> new ArrayList<>())
                .add(it));
        byRequest.forEach((id, commits) -> require(commits.size() == 1, "request " + id + " is written twice"));
        for (var attempt : attempts) {
            check(attempt, byRequest.getOrDefault(attempt.id(), List.of()), rewritten.contains(attempt.id()));
        }
        var byEnvironment = new HashMap<String, List<Written>>();
        written.forEach(it -> byEnvironment
                .computeIfAbsent(it.trailer(TrailerKey.ENVIRONMENT), absent -> new ArrayList<>())
                .add(it));
        byEnvironment.forEach(this::check);
    }

    private void check(Attempt attempt, List<Written> commits, boolean rewritten) {
        if (attempt.known() == Known.DONE) {
            require(rewritten || !commits.isEmpty(), attempt + " was reported as done and is missing");
        }
        if (attempt.known() == Known.REFUSED || attempt.known() == Known.UNCHANGED) {
            require(commits.isEmpty(), attempt + " was reported as not done and is written");
        }
        for (var commit : commits) {
            require(
                    commit.trailer(TrailerKey.ENVIRONMENT).equals(attempt.environment())
                            && attempt.optionalDigest()
                                    .map(commit.digest()::equals)
                                    .orElse(true),
                    attempt + " is written as " + commit);
        }
    }

    /** The commits of one environment, the oldest first. */
    private void check(String environment, List<Written> commits) {
        var before = "";
        int newest = -1;
        for (var commit : commits) {
            int age = playground.age(environment, commit.digest());
            require(age >= 0, "no push is known of the image of " + commit);
            require(
                    commit.paths().equals(List.of(Playground.releasePath(environment))),
                    "more than one release changed in " + commit);
            require(
                    digestOf(commit.trailer(TrailerKey.PREVIOUS_IMAGE)).equals(before),
                    "another image ran before " + commit + ": " + before);
            if (commit.trailer(TrailerKey.TRIGGER).equals(Trigger.RELEASE_CONTROLLER.observedBy())) {
                require(age > newest, "automation went back with " + commit);
            }
            newest = Math.max(newest, age);
            before = commit.digest();
        }
    }

    private List<Written> written() {
        var log = RealPart.git(
                playground.state(), "log", "--reverse", "--name-only", "--format=%x01%H%x00%B%x00", "main");
        var written = new ArrayList<Written>();
        for (var entry : log.split("\u0001", -1)) {
            var parts = entry.split("\u0000", -1);
            if (parts.length == 3) {
                var message = CommitMessage.parse(parts[1].strip());
                var action = message.trailer(TrailerKey.ACTION).orElse("");
                if (List.of("release", "rollback").contains(action)) {
                    written.add(new Written(
                            parts[0], message, parts[2].strip().lines().toList()));
                }
            }
        }
        return written;
    }

    private static String digestOf(String image) {
        return image.isEmpty()
                ? ""
                : Objects.toString(ImageReference.parse(image).optionalDigest().orElse(null), "");
    }

    private void require(boolean holds, String law) {
        if (!holds) {
            ledger.broken(law);
        }
    }

    /**
     * After the last fault: each cache recovers without manual work, the repository is sound, and `verify` finds
     * nothing.
     */
    void checkRecovery(List<String> owners) {
        for (var owner : owners) {
            recover(owner);
        }
        check();
        var sound = RealPart.git(playground.state(), "fsck", "--strict", "--no-dangling");
        require(sound.isBlank(), "the repository is damaged: " + sound);
        var auditor = new IdpProcess(playground.variables("auditor"), playground.home("auditor"));
        var verified = auditor.run("verify");
        require(verified.code() == 0, "verify: " + verified.out() + verified.err());
    }

    private void recover(String owner) {
        var idp = new IdpProcess(playground.variables(owner), playground.home(owner));
        var environment = playground.environments().get(0);
        for (var words : List.of(List.of("release", environment, "--image", "1"), List.of("history", environment))) {
            var answer = idp.run(words.toArray(String[]::new));
            ledger.answered(words.get(0) + " after the faults", answer.code() == 0 ? "done" : answer.field("code"));
            require(
                    answer.code() == 0,
                    owner + " has not recovered: `" + String.join(" ", words) + "`: " + answer.out() + answer.err());
        }
    }

    /** How many releases and rollbacks the branch has, by trigger. */
    Map<String, Integer> counts() {
        var counts = new HashMap<String, Integer>();
        written().forEach(it -> counts.merge(it.trailer(TrailerKey.TRIGGER), 1, Integer::sum));
        return counts;
    }
}
