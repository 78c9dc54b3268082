package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a delivery comes to. The first two are success to its sender, also where an event is of no use: a sender that is
 * told otherwise sends the same again, and some (distribution) send nothing else until it is taken.
 */
public sealed interface WebhookAnswer {

    <R> R match(
            Function<? super Decoded, R> decoded,
            Function<? super Ignored, R> ignored,
            Function<? super Refused, R> refused);

    /**
     * It tells of at least one push.
     *
     * @param pushes in the order of the delivery
     * @param unusable the events of the same delivery that name no image
     */
    record Decoded(List<ImagePushed> pushes, List<Problem> unusable) implements WebhookAnswer {
        public Decoded {
            pushes = List.copyOf(pushes);
            unusable = List.copyOf(unusable);
        }

        @Override
        public <R> R match(
                Function<? super Decoded, R> decoded,
                Function<? super Ignored, R> ignored,
                Function<? super Refused, R> refused) {
            return decoded.apply(this);
        }
    }

    /**
     * It tells of no push that matters: a pull, a blob, a deletion, a scan, a chart, a signature, a ping.
     *
     * @param reason continues "ignored: "; one line, safe to log
     * @param unusable events that tell of a push and name no image
     */
    record Ignored(String reason, List<Problem> unusable) implements WebhookAnswer {
        public Ignored {
            Objects.requireNonNull(reason, "reason");
            unusable = List.copyOf(unusable);
        }

        @Override
        public <R> R match(
                Function<? super Decoded, R> decoded,
                Function<? super Ignored, R> ignored,
                Function<? super Refused, R> refused) {
            return ignored.apply(this);
        }
    }

    /** It was not taken. */
    record Refused(Problem problem, Kind kind) implements WebhookAnswer {
        public Refused {
            Objects.requireNonNull(problem, "problem");
            Objects.requireNonNull(kind, "kind");
        }

        @Override
        public <R> R match(
                Function<? super Decoded, R> decoded,
                Function<? super Ignored, R> ignored,
                Function<? super Refused, R> refused) {
            return refused.apply(this);
        }

        /** What sort of refusal, for whoever answers in HTTP's words. */
        public enum Kind {
            /** It shows no valid secret. */
            UNAUTHENTICATED,
            /** Its body is larger than the source takes. */
            TOO_LARGE,
            /** Its body is no JSON within the limits, or no event of the source's format. */
            MALFORMED,
            /** Its headers announce another form than JSON. */
            UNSUPPORTED_MEDIA_TYPE
        }
    }
}
