// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.AppliedRule.Verdict;
import io.meshcloud.idp.core.view.PlatformView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records what each rule saw and answered during one decision. */
public final class RuleLog {
    private final List<AppliedRule> trace = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();

    public RuleLog() {}

    /** A log that continues after these rules. */
    RuleLog(ReleaseOutcome.Details before) {
        trace.addAll(before.trace());
        warnings.addAll(before.warnings());
    }

    /** The rule passes; always empty. */
    public Optional<Problem> pass(String rule, String saw) {
        trace.add(new AppliedRule(rule, saw, Verdict.PASSED));
        return Optional.empty();
    }

    /** The rule passes with a warning; always empty. */
    public Optional<Problem> warn(String rule, String saw, Warning warning) {
        trace.add(new AppliedRule(rule, saw, Verdict.WARNED));
        warnings.add(warning);
        return Optional.empty();
    }

    /** The rule refuses. */
    public Optional<Problem> refuse(String rule, String saw, Problem problem) {
        trace.add(new AppliedRule(rule, saw, Verdict.REFUSED));
        return Optional.of(problem);
    }

    /** The rule finds nothing to do. */
    public void unchanged(String rule, String saw) {
        trace.add(new AppliedRule(rule, saw, Verdict.UNCHANGED));
    }

    /** The decision to refuse because {@code platform.yaml} is broken. */
    public static Decision platformBroken(EnvironmentAddress address, Problem problem) {
        var log = new RuleLog();
        log.refuse("platform", PlatformView.PATH + " is broken", problem);
        return log.rejected(address, problem);
    }

    /** The decision to refuse, before an image was chosen. */
    public Decision.Answer rejected(EnvironmentAddress address, Problem problem) {
        return new Decision.Answer(new ReleaseOutcome.Rejected(details(address, null), problem));
    }

    /** The details of an outcome, with everything that was logged. */
    public ReleaseOutcome.Details details(EnvironmentAddress address, @Nullable ImageReference image) {
        return new ReleaseOutcome.Details(address, image, null, warnings, trace);
    }
}
