package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.caller.RequestContext;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.writer.WriterLoop;
import java.util.List;

/**
 * Changes the fields of {@code app-env.yaml} that are a team's own: {@code runtime.*}, {@code ingress.*},
 * {@code config.*}, {@code release.track}. Only the bytes of the changed scalars change.
 */
public final class ConfigurationService {
    public ConfigurationService(WriterLoop writer) {
        throw new UnsupportedOperationException();
    }

    /** All assignments in one commit, or none. The result keeps every rule, limits included. */
    public ChangeOutcome set(EnvironmentAddress address, List<Assignment> assignments, RequestContext context) {
        throw new UnsupportedOperationException();
    }
}
