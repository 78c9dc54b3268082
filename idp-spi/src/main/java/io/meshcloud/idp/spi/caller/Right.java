// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.commit.Action;
import java.util.Arrays;
import java.util.Optional;

/** What a {@link Grant} permits in the environments that it covers. Each right includes {@link #VIEW}. */
public enum Right {
    /** Read the environment: its files, history, images and findings, and use its image for a promotion. */
    VIEW("view"),
    RELEASE("release"),
    /** Release in spite of a rule that may be overridden. */
    OVERRIDE("override"),
    ROLL_BACK("rollback"),
    /** Hold and resume automation. */
    HOLD("hold"),
    /** Change a team's own fields of {@code app-env.yaml}. */
    CONFIGURE("configure"),
    /** Create the environment, replace its {@code app-env.yaml}, retire it, and provision its registry. */
    PROVISION("provision"),
    /** Stop and start all releases; permitted only by a grant that covers every environment. */
    STOP("stop");

    private final String word;

    Right(String word) {
        this.word = word;
    }

    /** The word in settings and messages. */
    public String word() {
        return word;
    }

    /** The right with this word; empty if there is none. */
    public static Optional<Right> of(String word) {
        return Arrays.stream(values()).filter(right -> right.word.equals(word)).findFirst();
    }

    /** The right that an action needs; empty for an action that only the platform may do. */
    public static Optional<Right> neededFor(Action action) {
        return switch (action) {
            case RELEASE -> Optional.of(RELEASE);
            case OVERRIDE -> Optional.of(OVERRIDE);
            case ROLL_BACK -> Optional.of(ROLL_BACK);
            case HOLD, RESUME -> Optional.of(HOLD);
            case CONFIGURE -> Optional.of(CONFIGURE);
            case CREATE, APPLY, RETIRE -> Optional.of(PROVISION);
            case STOP, START -> Optional.of(STOP);
            case INIT, ACCEPT_REWRITE -> Optional.empty();
        };
    }
}
