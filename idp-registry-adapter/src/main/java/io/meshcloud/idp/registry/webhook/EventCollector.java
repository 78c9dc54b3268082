// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Listed;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what a format reads from the events of one delivery. */
final class EventCollector {
    private final WebhookSource source;
    private final List<ImagePushed> pushes = new ArrayList<>();
    private final List<Problem> unusable = new ArrayList<>();
    private final Set<String> reasons = new LinkedHashSet<>();

    EventCollector(WebhookSource source) {
        this.source = source;
    }

    /** Adds an event that reports a push. */
    void push(PushEvent event) {
        try {
            var otherwise = event.whyNoImage(source);
            if (otherwise.isPresent()) {
                ignore(otherwise.get());
            } else {
                pushes.add(event.toHint(source));
            }
        } catch (IdpException e) {
            unusable.add(e.problem());
        }
    }

    /** Adds an event that does not report a push of an image. */
    void ignore(String reason) {
        reasons.add(reason);
    }

    /** Adds an event that reports a push but has an invalid field. */
    void unusable(EventField field, String why) {
        unusable.add(source.unusable(field, why));
    }

    WebhookAnswer answer() {
        if (!pushes.isEmpty()) {
            return new WebhookAnswer.Decoded(pushes, unusable);
        }
        if (reasons.isEmpty()) {
            reasons.add(unusable.isEmpty() ? "it contains no events" : "no event names an image");
        }
        return new WebhookAnswer.Ignored(Listed.of(reasons), unusable);
    }
}
