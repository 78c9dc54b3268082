// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.commit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The actions of requests. A commit names its action in the trailer {@code Idp-Action}. */
public enum Action {
    RELEASE("release", "writes the image of an environment"),
    ROLL_BACK("rollback", "writes an earlier image of an environment"),
    HOLD("hold", "switches automation off for an environment"),
    RESUME("resume", "restores the deploy mode before a hold"),
    CONFIGURE("configure", "changes fields of `app-env.yaml`"),
    CREATE("create", "creates an environment"),
    APPLY("apply", "replaces `app-env.yaml` as a whole"),
    RETIRE("retire", "removes an environment"),
    INIT("init", "writes the first `platform.yaml`"),
    ACCEPT_REWRITE("accept-rewrite", "accepts a rewritten branch; changes no file"),
    STOP("stop", "stops all releases"),
    START("start", "resumes releases after a stop"),

    /** Releasing in spite of a rule. It can be granted, but no commit names it: it is a part of a release. */
    OVERRIDE("override", "");

    private final String word;
    private final String description;

    Action(String word, String description) {
        this.word = word;
        this.description = description;
    }

    /** The action with this word in a trailer; empty if the platform has no such action. */
    public static Optional<Action> of(String word) {
        return ofCommits().stream().filter(action -> action.word.equals(word)).findFirst();
    }

    /** The actions that a commit can name. */
    public static List<Action> ofCommits() {
        return Arrays.stream(values()).filter(action -> action != OVERRIDE).toList();
    }

    /** The word in a commit's trailer. */
    public String word() {
        return word;
    }

    /** What a commit with this action does, for the reference. */
    public String description() {
        return description;
    }
}
