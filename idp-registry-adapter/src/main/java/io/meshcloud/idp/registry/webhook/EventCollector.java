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
import java.util.function.Consumer;

/**
 * Collects what a format reads from the events of one delivery. No sender has a reason to report more events at once
 * than the limit, so the rest is not read: each event that is read costs the receiver a look at the registry.
 */
final class EventCollector {
    private static final int MAX_EVENTS = 1_000;

    private final WebhookSource source;
    private final List<ImagePushed> pushes = new ArrayList<>();
    private final List<Problem> unusable = new ArrayList<>();
    private final Set<String> reasons = new LinkedHashSet<>();
    private int events;

    EventCollector(WebhookSource source) {
        this.source = source;
    }

    /** Reads the events of a list, or other parts that each are one event. */
    void readEach(EventField list, Consumer<EventField> reader) {
        for (int i = 0; i < list.size() && hasRoom(list); i++) {
            reader.accept(list.entry(i));
        }
    }

    private boolean hasRoom(EventField list) {
        if (events < MAX_EVENTS) {
            return true;
        }
        if (events == MAX_EVENTS) {
            events++;
            unusable(list, "has more than " + MAX_EVENTS + " events; the rest is not read");
        }
        return false;
    }

    /** Adds an event that reports a push. */
    void push(PushEvent event) {
        events++;
        try {
            var otherwise = event.whyNoImage(source);
            if (otherwise.isPresent()) {
                reasons.add(otherwise.get());
            } else {
                pushes.add(event.toHint(source));
            }
        } catch (IdpException e) {
            unusable.add(e.problem());
        }
    }

    /** Adds an event that does not report a push of an image. */
    void ignore(String reason) {
        events++;
        reasons.add(reason);
    }

    /** Adds an event that reports a push but has an invalid field. */
    void unusableEvent(EventField field, String why) {
        events++;
        unusable(field, why);
    }

    private void unusable(EventField field, String why) {
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
