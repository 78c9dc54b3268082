package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.Listing;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the registry has said so far, and to which questions: a decision on a state that raises another question asks again.
 *
 * @param images the question that the listing answers
 * @param age the question that the time answers
 * @param time of the running image; absent if it is unknown
 * @param image the question that the facts answer
 */
record RegistryAnswers(
        RegistryQuestion.@Nullable Images images,
        @Nullable Listing listing,
        RegistryQuestion.@Nullable Age age,
        @Nullable Instant time,
        RegistryQuestion.@Nullable Image image,
        @Nullable ImageFacts facts) {
    static final RegistryAnswers NONE = new RegistryAnswers(null, null, null, null, null, null);

    RegistryAnswers with(RegistryQuestion.Images question, Listing answer) {
        return new RegistryAnswers(question, answer, age, time, image, facts);
    }

    RegistryAnswers with(RegistryQuestion.Age question, @Nullable Instant answer) {
        return new RegistryAnswers(images, listing, question, answer, image, facts);
    }

    RegistryAnswers with(RegistryQuestion.Image question, ImageFacts answer) {
        return new RegistryAnswers(images, listing, age, time, question, answer);
    }

    /** The same when a digest that was listed turned out to be no image. */
    RegistryAnswers without(Digest digest, String why) {
        var rest = listing instanceof Listing.Known known ? known.without(digest, why) : listing;
        return new RegistryAnswers(images, rest, age, time, image, facts);
    }

    Optional<Listing> to(RegistryQuestion.Images question) {
        return question.equals(images) ? Optional.ofNullable(listing) : Optional.empty();
    }

    boolean isAnswered(RegistryQuestion.Age question) {
        return question.equals(age);
    }

    Optional<ImageFacts> to(RegistryQuestion.Image question) {
        return question.equals(image) ? Optional.ofNullable(facts) : Optional.empty();
    }
}
