package io.meshcloud.idp.core.release;

import io.meshcloud.idp.core.registry.ImageRegistry;
import io.meshcloud.idp.core.state.StateRepository;
import io.meshcloud.idp.core.writer.WriterLoop;
import java.time.Clock;

/**
 * Goes back to an earlier release of an environment (ADR-004, "Rollback"): history comes from Git alone, and neither a
 * stop nor a freeze nor a broken {@code platform.yaml} is in the way.
 */
public final class RollbackService {
    public RollbackService(WriterLoop writer, StateRepository repository, ImageRegistry registry, Clock clock) {
        throw new UnsupportedOperationException();
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException when Git cannot be used; an unreachable registry is a
     *     warning only, because the digest was verified when it was released
     */
    public ReleaseOutcome rollback(RollbackRequest request) {
        throw new UnsupportedOperationException();
    }
}
