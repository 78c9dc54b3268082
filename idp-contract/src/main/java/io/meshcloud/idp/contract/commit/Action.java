package io.meshcloud.idp.contract.commit;

import java.util.Arrays;
import java.util.Optional;

/** What a request does to an environment, or to the branch as a whole; also the word in the {@code Idp-Action} trailer. */
public enum Action {
    RELEASE("release"),
    ROLL_BACK("rollback"),
    HOLD("hold"),
    RESUME("resume"),
    CONFIGURE("configure"),
    CREATE("create"),
    APPLY("apply"),
    RETIRE("retire"),
    INIT("init"),
    ACCEPT_REWRITE("accept-rewrite"),
    STOP("stop"),
    START("start");

    private final String word;

    Action(String word) {
        this.word = word;
    }

    /** The word in a commit's trailer. */
    public String word() {
        return word;
    }

    /** The action of a trailer's word; empty for a word of somebody else. */
    public static Optional<Action> of(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word.equals(word))
                .findFirst();
    }
}
