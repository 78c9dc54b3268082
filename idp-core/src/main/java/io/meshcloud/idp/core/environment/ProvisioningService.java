package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.caller.RequestContext;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.registry.ImageRegistry;
import io.meshcloud.idp.core.writer.WriterLoop;
import java.time.Clock;

/**
 * Day 0 and its end, the state side: makes, replaces and retires environments (ADR-004, "Provisioning"). Every rule of
 * the contract, of the platform and across the repository is enforced before a file is committed.
 */
public final class ProvisioningService {
    public ProvisioningService(WriterLoop writer, ImageRegistry registry, Clock clock) {
        throw new UnsupportedOperationException();
    }

    /** One commit of {@code app-env.yaml}, and one of {@code release.yaml} if an image is given, in one push. */
    public ChangeOutcome create(CreateRequest request) {
        throw new UnsupportedOperationException();
    }

    /** One commit of {@code app-env.yaml}. */
    public ChangeOutcome apply(ApplyRequest request) {
        throw new UnsupportedOperationException();
    }

    /** One commit that removes the environment's files; history keeps them. */
    public ChangeOutcome retire(EnvironmentAddress address, RequestContext context) {
        throw new UnsupportedOperationException();
    }
}
