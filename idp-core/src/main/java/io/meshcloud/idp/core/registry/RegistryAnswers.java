// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.registry;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.image.CurrentRelease;
import io.meshcloud.idp.core.image.OrderTime;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The registry's answers so far, by question. A failed inquiry is recorded too: each rule decides whether it can do
 * without the answer. Immutable.
 */
public final class RegistryAnswers {
    /** Nothing was asked yet. */
    public static final RegistryAnswers NONE = new RegistryAnswers(Map.of());

    private final Map<RegistryQuestion, Answer> answers;

    private RegistryAnswers(Map<RegistryQuestion, Answer> answers) {
        this.answers = answers;
    }

    /** Exactly one of the three is present. */
    private record Answer(
            @Nullable Resolution resolution,
            @Nullable Listing listing,
            @Nullable IdpException failure) {}

    public RegistryAnswers with(RegistryQuestion question, Resolution resolution) {
        return with(question, new Answer(resolution, null, null));
    }

    public RegistryAnswers with(RegistryQuestion.Images question, Listing listing) {
        return with(question, new Answer(null, listing, null));
    }

    public RegistryAnswers with(RegistryQuestion.Newest question, Listing listing) {
        return with(question, new Answer(null, listing, null));
    }

    /** The registry could not be asked. */
    public RegistryAnswers withFailure(RegistryQuestion question, IdpException failure) {
        return with(question, new Answer(null, null, failure));
    }

    private RegistryAnswers with(RegistryQuestion question, Answer answer) {
        var more = new LinkedHashMap<>(answers);
        more.put(question, answer);
        return new RegistryAnswers(more);
    }

    /** Whether the question was asked, successfully or not. */
    public boolean contains(RegistryQuestion question) {
        return answers.containsKey(question);
    }

    /**
     * The open questions before a person's release or a rollback: those about the named images, and the time of the
     * running image. If the answers were given for another release on file, everything is asked again. An answer about
     * the newest images says nothing about the release on file.
     *
     * @param named the questions about the images that the request names
     * @return empty if everything is known
     */
    public List<RegistryQuestion> open(
            List<? extends RegistryQuestion> named, ImageRepository repository, CurrentRelease current) {
        // If another release was written since the registry was asked, its watermark contains its image's time. Asking
        // for that image too could repeat without end where releases are frequent.
        if (current.watermark().isPresent() && answers.keySet().containsAll(named)) {
            return List.of();
        }
        var needed = new ArrayList<RegistryQuestion>(named);
        current.trackedDigest()
                .map(running -> new RegistryQuestion.Running(repository, running))
                .ifPresent(needed::add);
        return answers.keySet().stream()
                        .allMatch(asked -> asked instanceof RegistryQuestion.Newest || needed.contains(asked))
                ? needed.stream().filter(question -> !contains(question)).toList()
                : List.copyOf(needed);
    }

    /**
     * What a tag or digest refers to.
     *
     * @throws IdpException why the registry could not be asked
     * @throws IllegalStateException if the question was not asked
     */
    public Resolution resolution(RegistryQuestion question) {
        var answer = answers.get(question);
        if (answer != null && answer.failure() != null) {
            throw answer.failure();
        }
        if (answer == null || answer.resolution() == null) {
            throw new IllegalStateException("the registry was not asked: " + question);
        }
        return answer.resolution();
    }

    /** The images of a repository; empty if they were not asked for. */
    public Optional<Listing> listing(RegistryQuestion.Images question) {
        return Optional.ofNullable(answers.get(question)).map(Answer::listing);
    }

    /**
     * The images of a repository at the moment of a person's decision; unavailable if they could not be asked for.
     *
     * @throws IllegalStateException if the question was not asked
     */
    public Listing newest(RegistryQuestion.Newest question) {
        return failure(question)
                .<Listing>map(Listing.Unavailable::new)
                .or(() -> Optional.ofNullable(answers.get(question)).map(Answer::listing))
                .orElseThrow(() -> new IllegalStateException("the registry was not asked: " + question));
    }

    /** Why the question could not be asked; empty if it was answered or not asked. */
    public Optional<Problem> failure(RegistryQuestion question) {
        return Optional.ofNullable(answers.get(question)).map(Answer::failure).map(IdpException::problem);
    }

    /** The first failure at this repository's registry; after it, no further questions are sent there. */
    Optional<IdpException> failureAt(ImageRepository repository) {
        return answers.entrySet().stream()
                .filter(entry -> entry.getKey().repository().equals(repository))
                .flatMap(entry -> Optional.ofNullable(entry.getValue().failure()).stream())
                .findFirst();
    }

    /** When the image was pushed with its tag; empty if the image has no tag or the registry does not know the time. */
    public Optional<Instant> pushed(ImageReference image) {
        return image.optionalTag()
                .map(tag -> answers.get(new RegistryQuestion.ByTag(image.repository(), tag)))
                .map(Answer::resolution)
                .flatMap(Resolution::image)
                .filter(facts -> Optional.of(facts.digest()).equals(image.optionalDigest()))
                .flatMap(ImageFacts::optionalTime)
                .filter(time -> time.meaning() == ImageTime.Meaning.TAG_PUSHED)
                .map(ImageTime::at);
    }

    /** The newest time of the images that ran here when the registry was asked; empty if it is unknown. */
    public Optional<Instant> newestTimeOfRunning() {
        return answers.entrySet().stream()
                .filter(entry -> entry.getKey() instanceof RegistryQuestion.Running)
                .flatMap(entry -> Optional.ofNullable(entry.getValue().resolution()).stream())
                .flatMap(resolution -> resolution.image().flatMap(OrderTime::of).stream())
                .max(Comparator.naturalOrder());
    }
}
