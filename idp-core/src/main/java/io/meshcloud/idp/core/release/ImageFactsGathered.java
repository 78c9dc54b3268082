package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the registry said, and to which question: a decision on a state that raises another one asks again.
 *
 * @param question what was asked
 * @param byTag what the tag stands for; absent if none was asked for
 * @param byDigest what the digest stands for; absent if none was asked for, or if the registry could not be asked
 * @param unverified why the registry could not be asked, where that is tolerated
 * @param runningTime how old the running image is; absent if that was not asked for or is unknown
 */
public record ImageFactsGathered(
        FactsNeeded question,
        @Nullable Resolution byTag,
        @Nullable Resolution byDigest,
        @Nullable Problem unverified,
        @Nullable Instant runningTime) {
    public ImageFactsGathered {
        Objects.requireNonNull(question, "question");
    }

    /**
     * Whether it tells what is needed on some state. What came to run after the registry was asked was seen when it was
     * released, so where it left a watermark nobody has to ask how old it is: an environment that is released often would
     * never be done with asking.
     */
    boolean tell(FactsNeeded needed, Current current) {
        var asked = current.watermark().isPresent()
                ? new FactsNeeded(question.repository(), question.tag(), question.digest(), needed.running())
                : question;
        return asked.equals(needed);
    }
}
