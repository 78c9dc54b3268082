// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.registry;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.util.List;
import java.util.Objects;

/**
 * Asks the registry what decisions need to know. It is used outside the writer loop, so that a slow registry does not
 * delay other writers. Safe for use by many threads.
 */
public final class RegistryInquiry {
    private final ImageRegistry registry;
    private final ImageListing listings;

    public RegistryInquiry(ImageRegistry registry, ImageListing listings) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.listings = Objects.requireNonNull(listings, "listings");
    }

    /** An inquiry with the same listings, but another registry to resolve names. */
    public RegistryInquiry with(ImageRegistry other) {
        return new RegistryInquiry(other, listings);
    }

    /**
     * Asks the questions in their order. After a failure no further question goes to the same repository in this call:
     * each would wait for the same timeout.
     *
     * @param known earlier answers, which are kept
     */
    public RegistryAnswers ask(List<? extends RegistryQuestion> questions, RegistryAnswers known) {
        var answers = known;
        for (var question : questions) {
            answers = ask(question, answers);
        }
        return answers;
    }

    private RegistryAnswers ask(RegistryQuestion question, RegistryAnswers known) {
        if (question instanceof RegistryQuestion.Images images) {
            return known.with(images, list(images.wanted()));
        }
        var failure = known.failureAt(question.repository());
        if (failure.isPresent()) {
            return known.withFailure(question, failure.get());
        }
        try {
            if (question instanceof RegistryQuestion.Newest newest) {
                return known.with(newest, list(newest.wanted()));
            }
            return known.with(question, resolve(question));
        } catch (IdpException e) {
            return known.withFailure(question, e);
        }
    }

    private Listing list(ImageListing.Wanted wanted) {
        return Objects.requireNonNull(listings.list(List.of(wanted)).get(wanted.repository()), "listing");
    }

    private Resolution resolve(RegistryQuestion question) {
        if (question instanceof RegistryQuestion.ByTag byTag) {
            return registry.resolve(byTag.repository(), byTag.tag());
        }
        if (question instanceof RegistryQuestion.Running running) {
            return registry.resolve(running.repository(), running.digest());
        }
        var byDigest = (RegistryQuestion.ByDigest) question;
        return registry.resolve(byDigest.repository(), byDigest.digest());
    }
}
