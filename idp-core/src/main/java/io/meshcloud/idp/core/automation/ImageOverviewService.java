// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import java.util.Objects;

/** Shows the tags of an environment's repository, and what automation decides about each. It writes nothing. */
public final class ImageOverviewService {
    private final AutomationService automation;
    private final Trigger trigger;

    public ImageOverviewService(AutomationService automation, Trigger trigger) {
        this.automation = Objects.requireNonNull(automation, "automation");
        this.trigger = Objects.requireNonNull(trigger, "trigger");
    }

    /**
     * Lists all tags of the repository, also those that the platform's rule excludes, and also where automation is off.
     *
     * @return with an order
     * @throws IdpException if there is no such environment, or the caller may not see it; if its file or {@code platform.yaml} is broken, or Git or the
     *     registry cannot be used
     */
    public ImageOverview images(Caller caller, EnvironmentAddress address) {
        var request = new AutomationRequest(address, null, RequestContext.ofAutomation(trigger, true), caller);
        var overview = automation.overview(request, true);
        if (overview.order() == null && overview.automation() instanceof ReleaseOutcome.Rejected rejected) {
            throw rejected.problem().asException();
        }
        return overview;
    }
}
