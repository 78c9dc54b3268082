// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person's reason to release in spite of a rule ({@code --override}), and the rules that it overrode. A rule that may
 * be overridden asks {@link #orRefuse}; nothing else is needed to record the reason. Use a new object for each
 * decision.
 */
public final class RuleOverride {
    private final @Nullable Reason reason;
    private final @Nullable Problem notGranted;
    private final List<String> rules = new ArrayList<>();

    private RuleOverride(@Nullable Reason reason, @Nullable Problem notGranted) {
        this.reason = reason;
        this.notGranted = notGranted;
    }

    /** No reason, as for automation: each rule refuses. */
    public static RuleOverride none() {
        return new RuleOverride(null, null);
    }

    /**
     * @param reason absent: each rule refuses
     */
    public static RuleOverride of(@Nullable Reason reason, Caller caller, EnvironmentAddress address) {
        return new RuleOverride(reason, caller.refusal(Action.OVERRIDE, address).orElse(null));
    }

    /**
     * The end of a rule that does not pass: the refusal, or nothing if the caller has a reason and may override.
     *
     * @param rule the name of the rule
     * @param saw the facts that the rule checked
     * @param passed the warning if the rule is overridden
     * @param problem the refusal
     */
    public Optional<Problem> orRefuse(RuleLog log, String rule, String saw, Warning passed, Problem problem) {
        if (reason == null) {
            return log.refuse(rule, saw, problem);
        }
        if (notGranted != null) {
            return log.refuse(rule, saw, notGranted);
        }
        rules.add(rule);
        return log.warn(rule, saw + ", overridden", passed);
    }

    /** Records the reason and the rules; warns if there is a reason and no rule needed it. */
    void record(Map<TrailerKey, String> trailers, RuleLog log) {
        if (reason == null) {
            return;
        }
        if (rules.isEmpty()) {
            log.warn(
                    "override",
                    "no rule was overridden",
                    new Warning(
                            "there is no rule to override, so no override is recorded",
                            "",
                            "give the reason for the release in --reason"));
            return;
        }
        trailers.put(TrailerKey.OVERRIDE, reason.value());
        trailers.put(TrailerKey.OVERRIDDEN_RULES, String.join(", ", rules));
    }
}
