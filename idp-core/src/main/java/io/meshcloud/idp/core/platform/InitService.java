package io.meshcloud.idp.core.platform;

import io.meshcloud.idp.core.caller.RequestContext;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.writer.WriterLoop;

/** Sets up a state repository: writes {@code platform/platform.yaml} once and never touches it again. */
public final class InitService {
    public InitService(WriterLoop writer) {
        throw new UnsupportedOperationException();
    }

    /** One commit of the settings, and of a README where there is none. Unchanged if the settings are there. */
    public ChangeOutcome init(RequestContext context) {
        throw new UnsupportedOperationException();
    }
}
