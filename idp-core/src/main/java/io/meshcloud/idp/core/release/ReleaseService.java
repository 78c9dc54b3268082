package io.meshcloud.idp.core.release;

import io.meshcloud.idp.core.registry.ImageRegistry;
import io.meshcloud.idp.core.writer.WriterLoop;
import java.time.Clock;

/**
 * Releases an image to an environment: one commit that touches its {@code release.yaml} and nothing else, or a refusal
 * that says why (ADR-004, "Release"). Doing it twice is doing it once.
 */
public final class ReleaseService {
    public ReleaseService(WriterLoop writer, ImageRegistry registry, Clock clock) {
        throw new UnsupportedOperationException();
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException when Git or the registry cannot be used; nothing was
     *     written, unless the code is
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#OUTCOME_UNKNOWN}
     */
    public ReleaseOutcome release(ReleaseRequest request) {
        throw new UnsupportedOperationException();
    }
}
