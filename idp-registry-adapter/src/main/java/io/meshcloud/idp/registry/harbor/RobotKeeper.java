package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.spi.provisioning.ProvisioningStep;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep.Verdict;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps the robot accounts of one repository: one good account for each purpose, and the old ones until they run out. */
final class RobotKeeper {
    private static final int MAX_NAME_CONFLICTS = 3;
    private static final Duration DAYLIGHT_SAVING_MARGIN = Duration.ofHours(1);

    private final HarborRobots robots;
    private final HarborPlace place;
    private final Clock clock;
    private final Consumer<RobotCredential> recipient;
    private final List<ProvisioningStep> steps;

    RobotKeeper(
            HarborRobots robots,
            HarborPlace place,
            Clock clock,
            Consumer<RobotCredential> recipient,
            List<ProvisioningStep> steps) {
        this.robots = robots;
        this.place = place;
        this.clock = clock;
        this.recipient = recipient;
        this.steps = steps;
    }

    /** Makes an account unless there is one that has not expired. */
    void ensure(RobotPurpose purpose, Optional<Duration> validity) {
        var existing = robots.of(purpose);
        var usable = usable(existing);
        if (usable.isEmpty() && make(next(purpose, existing), validity)) {
            return;
        }
        var robot =
                usable.or(() -> usable(robots.of(purpose))).orElseThrow(() -> robots.hidden(next(purpose, existing)));
        boolean isRight = robot.rights().equals(HarborRobots.rights(purpose));
        if (!isRight) {
            robots.update(robot, robot.days());
        }
        // Somebody had a reason to switch it off, so it is not switched on and no other one made in its place.
        say(
                robot.shown() + (robot.disabled() ? " (disabled at the registry)" : ""),
                isRight ? Verdict.PRESENT : Verdict.MENDED);
    }

    /** Makes an account in any case and lets the others run out. */
    void rotate(RobotPurpose purpose, Optional<Duration> validity, Duration overlap) {
        var existing = robots.of(purpose);
        var name = next(purpose, existing);
        for (int rival = 0; !make(name, validity); rival++) {
            if (rival == MAX_NAME_CONFLICTS) {
                throw robots.hidden(name);
            }
            name = name.next();
        }
        existing.forEach(robot -> retire(robot, overlap));
    }

    private void retire(HarborRobot robot, Duration overlap) {
        var now = clock.instant();
        if (robot.isExpired(now) || overlap.isZero()) {
            robots.delete(robot);
            say(robot.shown(), Verdict.REMOVED);
            return;
        }
        var until = now.plus(overlap);
        int days = days(robot.created(), until);
        var expires = robot.expires();
        if (expires == null
                || expires.isAfter(robot.created().plus(Duration.ofDays(days)).plus(DAYLIGHT_SAVING_MARGIN))) {
            robots.update(robot, days);
            say(robot.shown(), Verdict.MENDED);
        }
    }

    /**
     * Harbor counts whole days from the creation, and by its own calendar: a day may lack the hour that daylight saving
     * takes.
     */
    private static int days(Instant created, Instant until) {
        var needed = Duration.between(created, until).plus(DAYLIGHT_SAVING_MARGIN);
        return (int) Math.max(1, needed.minusNanos(1).toDays() + 1);
    }

    private Optional<HarborRobot> usable(List<HarborRobot> existing) {
        var now = clock.instant();
        return existing.stream().filter(robot -> !robot.isExpired(now)).findFirst();
    }

    private RobotName next(RobotPurpose purpose, List<HarborRobot> newestFirst) {
        return newestFirst.isEmpty()
                ? RobotName.first(place, purpose)
                : newestFirst.get(0).name().next();
    }

    /** False if there is one of this name. */
    private boolean make(RobotName name, Optional<Duration> validity) {
        int days = validity.map(time -> (int) time.toDays()).orElse(HarborRobots.FOR_EVER);
        var credential = robots.create(name, days);
        credential.ifPresent(made -> {
            recipient.accept(made);
            say(made.account().name(), Verdict.MADE);
        });
        return credential.isPresent();
    }

    private void say(String shown, Verdict verdict) {
        steps.add(new ProvisioningStep(thing(shown), verdict));
    }

    static String thing(String shown) {
        return "robot account " + shown;
    }
}
