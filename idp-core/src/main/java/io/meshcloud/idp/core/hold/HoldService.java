package io.meshcloud.idp.core.hold;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.caller.RequestContext;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.state.StateRepository;
import io.meshcloud.idp.core.writer.WriterLoop;

/**
 * Keeps automation from deploying to an environment, and restores exactly what stood before. A person's release stays
 * possible.
 */
public final class HoldService {
    public HoldService(WriterLoop writer, StateRepository repository) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets the deploy mode to manual and remembers in the commit what stood before. Unchanged if it is manual already.
     *
     * @param context with a reason: whoever finds the environment held wants to know why
     */
    public ChangeOutcome hold(EnvironmentAddress address, RequestContext context) {
        throw new UnsupportedOperationException();
    }

    /** Restores the mode that stood before the newest hold. Unchanged if there is no hold: a manual environment stays so. */
    public ChangeOutcome resume(EnvironmentAddress address, RequestContext context) {
        throw new UnsupportedOperationException();
    }
}
