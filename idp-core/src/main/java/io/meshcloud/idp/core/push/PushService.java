package io.meshcloud.idp.core.push;

import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.automation.AutomationService;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.Objects;

/**
 * Follows a hint that an image was pushed: finds the environment that tracks the repository, and lets automation decide
 * there. Safe for use by many threads.
 */
public final class PushService {
    private final WriterLoop writer;
    private final EnvironmentIndexes indexes;
    private final AutomationService automation;

    public PushService(WriterLoop writer, EnvironmentIndexes indexes, AutomationService automation) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.indexes = Objects.requireNonNull(indexes, "indexes");
        this.automation = Objects.requireNonNull(automation, "automation");
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException when Git or the registry cannot be used; the poll finds the push
     *     later
     */
    public PushOutcome pushed(ImagePushed hint) {
        return indexes.of(writer.fetch())
                .match(hint.repository())
                .match(
                        () -> new PushOutcome.Untracked(hint.repository()),
                        environment -> new PushOutcome.Looked(automation.update(
                                new AutomationRequest(environment, hint.tag(), RequestContext.ofAutomation(false)))),
                        several -> new PushOutcome.Ambiguous(hint.repository(), several));
    }
}
