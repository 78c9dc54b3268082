// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.push;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.automation.AutomationService;
import io.meshcloud.idp.core.automation.ReconcileService;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.Objects;

/**
 * Handles a push event: finds the environment that tracks the repository, and lets automation evaluate it. Thread-safe.
 */
public final class PushService {
    private final WriterLoop writer;
    private final EnvironmentIndexes indexes;
    private final AutomationService automation;
    private final ReconcileService polls;
    private final Trigger trigger;

    public PushService(
            WriterLoop writer,
            EnvironmentIndexes indexes,
            AutomationService automation,
            ReconcileService polls,
            Trigger trigger) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.indexes = Objects.requireNonNull(indexes, "indexes");
        this.automation = Objects.requireNonNull(automation, "automation");
        this.polls = Objects.requireNonNull(polls, "polls");
        this.trigger = Objects.requireNonNull(trigger, "trigger");
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException if Git or the registry cannot be used; the poll finds the
     *     push later
     */
    public PushOutcome pushed(ImagePushed event) {
        return indexes.of(writer.fetch())
                .match(event.repository())
                .match(
                        () -> new PushOutcome.Untracked(event.repository()),
                        environment -> update(environment, event),
                        several -> new PushOutcome.Ambiguous(event.repository(), several));
    }

    private PushOutcome update(EnvironmentAddress environment, ImagePushed event) {
        polls.lookFirst(environment);
        return new PushOutcome.Evaluated(automation.update(
                AutomationRequest.of(environment, event.tag(), RequestContext.ofAutomation(trigger, false))));
    }
}
