// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The result of decoding a delivery. Report {@link Decoded} and {@link Ignored} to the sender as success, even if an
 * event is unusable: after a failure, senders repeat the delivery, and some (distribution) send nothing else until it
 * succeeds.
 */
public sealed interface WebhookAnswer {

    <R> R match(
            Function<? super Decoded, R> decoded,
            Function<? super Ignored, R> ignored,
            Function<? super RefusedDelivery, R> refused);

    /**
     * The delivery reports at least one push.
     *
     * @param pushes in the order of the delivery
     * @param unusable the events of the same delivery that report a push but name no image
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
                Function<? super RefusedDelivery, R> refused) {
            return decoded.apply(this);
        }
    }

    /**
     * The delivery reports no push of an image: a pull, a blob, a deletion, a scan, a chart, a signature, a ping.
     *
     * @param reason continues "ignored: "; one line, safe to log
     * @param unusable the events that report a push but name no image
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
                Function<? super RefusedDelivery, R> refused) {
            return ignored.apply(this);
        }
    }

    /** The delivery was not accepted. */
    record RefusedDelivery(Problem problem, RefusalKind kind) implements WebhookAnswer {
        public RefusedDelivery {
            Objects.requireNonNull(problem, "problem");
            Objects.requireNonNull(kind, "kind");
        }

        @Override
        public <R> R match(
                Function<? super Decoded, R> decoded,
                Function<? super Ignored, R> ignored,
                Function<? super RefusedDelivery, R> refused) {
            return refused.apply(this);
        }
    }

    /** The kind of a refusal, from which a server chooses the HTTP status. */
    enum RefusalKind {
        /** The delivery has no valid secret. */
        UNAUTHENTICATED,
        /** The body is larger than the source accepts. */
        TOO_LARGE,
        /** The body is not JSON within the limits, or not an event of the source's format. */
        MALFORMED,
        /** The headers announce another media type than JSON, or a compressed body. */
        UNSUPPORTED_MEDIA_TYPE
    }
}
