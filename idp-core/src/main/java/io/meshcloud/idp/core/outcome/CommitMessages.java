// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.outcome;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.CommitMessage.Trailer;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the platform's commits. Each states the action, the actor, the trigger, the reason and the request
 * id.
 */
public final class CommitMessages {
    private static final int MAX_SUBJECT = 100;

    private CommitMessages() {}

    /**
     * @param address the environment; absent for a commit about the platform or the branch
     * @param detail follows action and address in the subject line; may be empty
     * @param more additional trailers
     */
    public static CommitMessage of(
            Action action,
            @Nullable EnvironmentAddress address,
            String detail,
            RequestContext context,
            Map<TrailerKey, String> more) {
        var trailers = new EnumMap<TrailerKey, String>(TrailerKey.class);
        trailers.putAll(more);
        if (address != null) {
            trailers.put(TrailerKey.ENVIRONMENT, address.toString());
        }
        trailers.put(TrailerKey.ACTION, action.word());
        trailers.put(TrailerKey.ACTOR, context.caller().actor().value());
        Optional.ofNullable(context.caller().onBehalfOf())
                .map(Actor::value)
                .ifPresent(person -> trailers.put(TrailerKey.ON_BEHALF_OF, person));
        trailers.put(TrailerKey.TRIGGER, context.trigger().observedBy());
        context.optionalReason().map(Reason::value).ifPresent(reason -> trailers.put(TrailerKey.REASON, reason));
        trailers.put(TrailerKey.REQUEST_ID, context.requestId().value());
        var subject = action.word() + (address == null ? "" : " " + address) + (detail.isEmpty() ? "" : ": " + detail);
        return new CommitMessage(
                truncated(subject),
                trailers.entrySet().stream()
                        .map(entry -> new Trailer(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static String truncated(String subject) {
        return subject.length() <= MAX_SUBJECT ? subject : subject.substring(0, MAX_SUBJECT - 1) + "…";
    }
}
