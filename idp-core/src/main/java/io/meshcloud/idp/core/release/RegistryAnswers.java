package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the registry has answered, and to which questions. A registry that could not be asked is an answer too: each rule
 * decides whether it can go on without. Immutable.
 */
public final class RegistryAnswers {
    /** Nothing was asked yet. */
    public static final RegistryAnswers NONE = new RegistryAnswers(Map.of());

    private final Map<RegistryQuestion, Answer> answers;

    private RegistryAnswers(Map<RegistryQuestion, Answer> answers) {
        this.answers = answers;
    }

    /** One of the three; the other two are absent. */
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

    /** The registry could not be asked. */
    RegistryAnswers withFailure(RegistryQuestion question, IdpException failure) {
        return with(question, new Answer(null, null, failure));
    }

    private RegistryAnswers with(RegistryQuestion question, Answer answer) {
        var more = new LinkedHashMap<>(answers);
        more.put(question, answer);
        return new RegistryAnswers(more);
    }

    /** Whether the registry was asked this, whatever came of it. */
    public boolean contains(RegistryQuestion question) {
        return answers.containsKey(question);
    }

    /**
     * What must still be asked before a person's release or a rollback: what the request names, and how new the running image
     * is by now. If these answers were given for another release on file, everything is asked again.
     *
     * @param named what the request names
     * @return empty if everything is known
     */
    List<RegistryQuestion> open(
            List<? extends RegistryQuestion> named, ImageRepository repository, CurrentRelease current) {
        // A release that came to run since the registry was asked has written its image's time into its watermark. To ask
        // for that image again would never end where releases are frequent.
        if (current.watermark().isPresent() && answers.keySet().containsAll(named)) {
            return List.of();
        }
        var needed = new LinkedHashSet<RegistryQuestion>(named);
        current.trackedDigest()
                .map(running -> new RegistryQuestion.ByDigest(repository, running))
                .ifPresent(needed::add);
        return needed.containsAll(answers.keySet())
                ? needed.stream().filter(question -> !contains(question)).toList()
                : List.copyOf(needed);
    }

    /**
     * What a tag or digest refers to.
     *
     * @throws IdpException why the registry could not be asked
     * @throws IllegalStateException if this was not asked
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

    /** Why the registry could not be asked this; empty if it answered or was not asked. */
    public Optional<Problem> failure(RegistryQuestion question) {
        return Optional.ofNullable(answers.get(question)).map(Answer::failure).map(IdpException::problem);
    }

    /** The last failure at this repository's registry, for which further questions to it are not sent. */
    Optional<IdpException> failureAt(ImageRepository repository) {
        return answers.entrySet().stream()
                .filter(entry -> entry.getKey().repository().equals(repository))
                .flatMap(entry -> Optional.ofNullable(entry.getValue().failure()).stream())
                .findFirst();
    }

    /**
     * The newest time among the digests that were asked about, except one. They are images that ran here when the registry
     * was asked.
     *
     * @param chosen the digest that is to be released, which did not run
     */
    Optional<Instant> newestTimeOfRunning(ImageRepository repository, Digest chosen) {
        return answers.entrySet().stream()
                .filter(entry -> entry.getKey() instanceof RegistryQuestion.ByDigest asked
                        && asked.repository().equals(repository)
                        && !asked.digest().equals(chosen))
                .flatMap(entry -> Optional.ofNullable(entry.getValue().resolution()).stream())
                .flatMap(resolution -> resolution.image().flatMap(ImageFacts::orderTime).stream())
                .max(Comparator.naturalOrder());
    }
}
