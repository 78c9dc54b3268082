// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The trailers of a commit of the platform. A component is absent if its trailer is missing or malformed. A commit of an
 * init names no environment.
 *
 * @param trigger the value of {@code observedBy} for the trigger
 * @param faults the faults of the trailers
 */
record CommitTrailers(
        @Nullable Action action,
        @Nullable EnvironmentAddress environment,
        @Nullable String trigger,
        @Nullable RequestId request,
        @Nullable ImageReference image,
        @Nullable ImageReference previousImage,
        List<String> faults) {
    CommitTrailers {
        faults = List.copyOf(faults);
    }

    static CommitTrailers read(String text) {
        var message = CommitMessage.parse(text);
        var faults = new ArrayList<String>();
        Arrays.stream(TrailerKey.values())
                .filter(key -> message.trailers().stream()
                                .filter(trailer -> trailer.key() == key)
                                .count()
                        > 1)
                .forEach(key -> faults.add(key + " occurs twice"));
        var reading = new TrailerParser(message, faults);
        reading.required(TrailerKey.ACTOR, word -> Optional.of(Actor.parse(word)));
        reading.optional(TrailerKey.PROMOTED_FROM, word -> Optional.of(EnvironmentAddress.parse(word)));
        var action = reading.required(TrailerKey.ACTION, Action::of);
        Function<String, Optional<EnvironmentAddress>> address = word -> Optional.of(EnvironmentAddress.parse(word));
        return new CommitTrailers(
                action,
                action == Action.INIT
                        ? reading.optional(TrailerKey.ENVIRONMENT, address)
                        : reading.required(TrailerKey.ENVIRONMENT, address),
                reading.required(TrailerKey.TRIGGER, word -> Optional.of(Trigger.requireName(word))),
                reading.required(TrailerKey.REQUEST_ID, word -> Optional.of(RequestId.parse(word))),
                reading.optional(TrailerKey.IMAGE, word -> Optional.of(ImageReference.parse(word))),
                reading.optional(TrailerKey.PREVIOUS_IMAGE, word -> Optional.of(ImageReference.parse(word))),
                faults);
    }

    private record TrailerParser(CommitMessage message, List<String> faults) {

        <T> @Nullable T required(TrailerKey key, Function<String, Optional<T>> rule) {
            if (message.trailer(key).isEmpty()) {
                faults.add(key + " is missing");
            }
            return optional(key, rule);
        }

        <T> @Nullable T optional(TrailerKey key, Function<String, Optional<T>> rule) {
            var word = message.trailer(key);
            var value = word.flatMap(present -> parsed(present, rule));
            if (word.isPresent() && value.isEmpty()) {
                faults.add(key + " has an invalid value");
            }
            return value.orElse(null);
        }

        private static <T> Optional<T> parsed(String word, Function<String, Optional<T>> rule) {
            try {
                return rule.apply(word);
            } catch (IdpException e) {
                return Optional.empty();
            }
        }
    }
}
