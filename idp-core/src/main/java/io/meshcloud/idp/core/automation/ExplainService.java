// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.automation.Explanation.Foreseen;
import io.meshcloud.idp.core.history.HistoryEntry;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.history.HistoryService;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.release.ReleaseService;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Explains why an environment runs its current image, and what would happen to it now. It writes nothing. */
public final class ExplainService {
    /** How many commits are read; `idp history` shows more. */
    private static final int LOOKED_THROUGH = 100;

    private final HistoryService histories;
    private final AutomationService automation;
    private final ReleaseService releases;
    private final Trigger trigger;

    public ExplainService(
            HistoryService histories, AutomationService automation, ReleaseService releases, Trigger trigger) {
        this.histories = Objects.requireNonNull(histories, "histories");
        this.automation = Objects.requireNonNull(automation, "automation");
        this.releases = Objects.requireNonNull(releases, "releases");
        this.trigger = Objects.requireNonNull(trigger, "trigger");
    }

    /**
     * @param image the image that a person may release; absent if the question is about automation only
     * @param context of the caller, for a dry run
     * @throws IdpException if there is no such environment, or the caller may not see it, or Git cannot be used; if a registry cannot be asked, the
     *     answer contains the problem
     */
    public Explanation explain(EnvironmentAddress address, @Nullable ImageChoice image, RequestContext context) {
        if (!context.dryRun()) {
            throw new IllegalArgumentException("an explanation writes nothing");
        }
        var caller = context.caller();
        var released = released(caller, address);
        var automatic = new AutomationRequest(address, null, RequestContext.ofAutomation(trigger, true), caller);
        var judged = new ArrayList<JudgedImage>();
        var foreseen = answer(() -> {
            var overview = automation.overview(automatic, false);
            judged.addAll(overview.images());
            return overview.automation();
        });
        return new Explanation(
                released.orElse(null),
                foreseen,
                judged,
                image == null ? null : answer(() -> releases.release(ReleaseRequest.of(address, image, context))));
    }

    private Optional<HistoryEntry> released(Caller caller, EnvironmentAddress address) {
        return histories.history(caller, new HistoryRequest(address, LOOKED_THROUGH, null)).entries().stream()
                .filter(entry -> !Objects.equals(entry.image(), entry.previous()))
                .findFirst();
    }

    private static Foreseen answer(Supplier<ReleaseOutcome> decide) {
        try {
            return new Foreseen(decide.get(), null);
        } catch (IdpException e) {
            if (e.problem().code().kind() == ProblemKind.INTERNAL) {
                throw e;
            }
            return new Foreseen(null, e.problem());
        }
    }
}
