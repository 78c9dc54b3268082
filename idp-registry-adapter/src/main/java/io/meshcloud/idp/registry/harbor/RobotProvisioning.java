// SPDX-License-Identifier: Apache-2.0

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
import org.jspecify.annotations.Nullable;

/**
 * Creates and rotates the robot accounts of one repository: one valid account for each purpose, and older accounts
 * until they expire.
 */
final class RobotProvisioning {
    private static final int MAX_NAME_CONFLICTS = 3;
    private static final Duration DAYLIGHT_SAVING_MARGIN = Duration.ofHours(1);

    private final HarborRobots robots;
    private final HarborRepository repository;
    private final Clock clock;
    private final Consumer<RobotCredential> recipient;
    private final List<ProvisioningStep> steps;

    RobotProvisioning(
            HarborRobots robots,
            HarborRepository repository,
            Clock clock,
            Consumer<RobotCredential> recipient,
            List<ProvisioningStep> steps) {
        this.robots = robots;
        this.repository = repository;
        this.clock = clock;
        this.recipient = recipient;
        this.steps = steps;
    }

    /**
     * Creates an account unless there is one that has not expired.
     *
     * @param validity absent for an account that never expires
     */
    void ensure(RobotPurpose purpose, @Nullable Duration validity) {
        var existing = robots.of(purpose);
        var valid = newestValid(existing);
        var name = nextName(purpose, existing);
        for (int conflicts = 0; valid.isEmpty(); conflicts++) {
            if (create(name, validity)) {
                return;
            }
            // Somebody created our account meanwhile, or the name is that of somebody else's account.
            valid = newestValid(robots.of(purpose));
            if (conflicts == MAX_NAME_CONFLICTS && valid.isEmpty()) {
                throw robots.hidden(name);
            }
            name = name.next();
        }
        var robot = valid.get();
        boolean hasItsRights = robot.rights().equals(HarborRobots.rights(purpose));
        if (!hasItsRights) {
            robots.update(robot, robot.days());
        }
        // An administrator disabled the account for a reason, so it is neither enabled nor replaced.
        addStep(
                robot.login() + (robot.disabled() ? " (disabled at the registry)" : ""),
                hasItsRights ? Verdict.PRESENT : Verdict.CORRECTED);
    }

    /**
     * Creates a new account and lets the others expire.
     *
     * @param validity absent for an account that never expires
     * @param overlap how long the others stay valid
     */
    void rotate(RobotPurpose purpose, @Nullable Duration validity, Duration overlap) {
        var existing = robots.of(purpose);
        var name = nextName(purpose, existing);
        for (int conflicts = 0; !create(name, validity); conflicts++) {
            if (conflicts == MAX_NAME_CONFLICTS) {
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
            addStep(robot.login(), Verdict.REMOVED);
            return;
        }
        var until = now.plus(overlap);
        int days = days(robot.created(), until);
        var expires = robot.expires();
        if (expires == null
                || expires.isAfter(robot.created().plus(Duration.ofDays(days)).plus(DAYLIGHT_SAVING_MARGIN))) {
            robots.update(robot, days);
            addStep(robot.login(), Verdict.CORRECTED);
        }
    }

    /**
     * Harbor counts whole days since the creation, in its own time zone, where a day may be an hour shorter at the
     * beginning of daylight saving time.
     */
    private static int days(Instant created, Instant until) {
        var needed = Duration.between(created, until).plus(DAYLIGHT_SAVING_MARGIN);
        return (int) Math.max(1, needed.minusNanos(1).toDays() + 1);
    }

    private Optional<HarborRobot> newestValid(List<HarborRobot> newestFirst) {
        var now = clock.instant();
        return newestFirst.stream().filter(robot -> !robot.isExpired(now)).findFirst();
    }

    private RobotName nextName(RobotPurpose purpose, List<HarborRobot> newestFirst) {
        return newestFirst.isEmpty()
                ? RobotName.first(repository, purpose)
                : newestFirst.get(0).name().next();
    }

    /** False if the name is in use. */
    private boolean create(RobotName name, @Nullable Duration validity) {
        int days = validity == null ? HarborRobots.NEVER_EXPIRES : (int) validity.toDays();
        var credential = robots.create(name, days);
        credential.ifPresent(created -> {
            recipient.accept(created);
            addStep(created.account().name(), Verdict.MADE);
        });
        return credential.isPresent();
    }

    private void addStep(String login, Verdict verdict) {
        steps.add(new ProvisioningStep(thing(login), verdict));
    }

    static String thing(String login) {
        return "robot account " + login;
    }
}
