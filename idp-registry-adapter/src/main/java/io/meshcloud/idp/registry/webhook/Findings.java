package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Listed;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a format finds in one delivery, event by event. */
final class Findings {
    private final WebhookSource source;
    private final List<ImagePushed> pushes = new ArrayList<>();
    private final List<Problem> unusable = new ArrayList<>();
    private final Set<String> reasons = new LinkedHashSet<>();

    Findings(WebhookSource source) {
        this.source = source;
    }

    /** An event that tells of a push. */
    void push(Claim claim) {
        var reader = new ClaimReader(source.host(), source.paths());
        try {
            var otherwise = reader.notAnImage(claim);
            if (otherwise.isPresent()) {
                pass(otherwise.get());
            } else {
                pushes.add(reader.read(claim));
            }
        } catch (UnusableException e) {
            unusable(e.field(), e.why());
        }
    }

    /** An event that tells of something else. */
    void pass(String reason) {
        reasons.add(reason);
    }

    /** An event that tells of a push, and has nothing usable at this place. */
    void unusable(Field field, String why) {
        unusable.add(Problem.of(
                ProblemCode.WEBHOOK_EVENT_UNUSABLE,
                field.where() + " " + why,
                source.where() + ": " + field.where(),
                "compare the source's format and mapping with what the sender sends; the poll finds what was pushed"));
    }

    WebhookAnswer answer() {
        if (!pushes.isEmpty()) {
            return new WebhookAnswer.Decoded(pushes, unusable);
        }
        if (reasons.isEmpty()) {
            reasons.add(unusable.isEmpty() ? "it holds no events" : "no event names an image");
        }
        return new WebhookAnswer.Ignored(Listed.of(reasons), unusable);
    }
}
