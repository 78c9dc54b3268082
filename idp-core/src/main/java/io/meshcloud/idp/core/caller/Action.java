package io.meshcloud.idp.core.caller;

import java.util.Arrays;
import java.util.Optional;

/** What a request does to an environment, or to the branch as a whole; also the word in the {@code Idp-Action} trailer. */
public enum Action {
    RELEASE("release", true),
    ROLL_BACK("rollback", true),
    HOLD("hold", true),
    RESUME("resume", true),
    CONFIGURE("configure", true),
    CREATE("create", false),
    APPLY("apply", false),
    RETIRE("retire", false),
    INIT("init", false),
    ACCEPT_REWRITE("accept-rewrite", false),
    STOP("stop", false),
    START("start", false);

    private final String word;
    private final boolean grantable;

    Action(String word, boolean grantable) {
        this.word = word;
        this.grantable = grantable;
    }

    /** The word in a commit's trailer. */
    public String word() {
        return word;
    }

    /** Whether a caller other than the platform may be granted it. */
    public boolean isGrantable() {
        return grantable;
    }

    /** The action of a trailer's word; empty for a word of somebody else. */
    public static Optional<Action> of(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word.equals(word))
                .findFirst();
    }
}
