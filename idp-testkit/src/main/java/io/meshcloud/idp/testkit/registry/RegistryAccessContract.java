// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access: credentials that expire are renewed, and a denial concerns no other repository. */
public abstract class RegistryAccessContract extends ImageRegistryContract {
    private Digest digest;

    @Override
    protected abstract GuardedRegistryFixture newFixture() throws Exception;

    private GuardedRegistryFixture guarded() {
        return (GuardedRegistryFixture) team();
    }

    @BeforeEach
    void push() {
        digest = guarded().push(TestImage.of("one", NOON), TAG);
        guarded().pushToOther(TestImage.of("one", NOON), TAG);
    }

    private Map<ImageRepository, Listing> listBoth() {
        return guarded()
                .listing()
                .list(List.of(
                        new Wanted(guarded().repository(), null),
                        new Wanted(guarded().otherRepository(), null)));
    }

    private static void assertListed(Map<ImageRepository, Listing> listings, ImageRepository repository) {
        assertThat(listings.get(repository))
                .isInstanceOfSatisfying(
                        Listing.Known.class,
                        known -> assertThat(known.images())
                                .extracting(TaggedImage::tag)
                                .contains(TAG));
    }

    private static Problem problemOf(Supplier<?> call) {
        var thrown = catchThrowableOfType(IdpException.class, call::get);
        assertThat(thrown).as("a problem").isNotNull();
        return thrown.problem();
    }

    @Test
    void access_that_expires_between_two_questions_is_renewed() {
        guarded().expireAccess();
        assertThat(found(TAG).digest()).isEqualTo(digest);

        guarded().expireAccess();
        assertThat(found(resolve(digest)).digest()).isEqualTo(digest);
    }

    @Test
    void access_that_expires_between_two_listings_is_renewed() {
        guarded().expireAccess();
        assertListed(listBoth(), guarded().repository());

        guarded().expireAccess();
        var listings = listBoth();

        assertListed(listings, guarded().repository());
        assertListed(listings, guarded().otherRepository());
    }

    @Test
    void a_repository_that_is_denied_is_unavailable_and_the_others_are_listed() {
        guarded().denyAccess();

        var listings = listBoth();

        assertThat(Objects.requireNonNull(listings.get(guarded().repository())))
                .isInstanceOfSatisfying(
                        Listing.Unavailable.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.REGISTRY_DENIED));
        assertListed(listings, guarded().otherRepository());
    }

    /** A caller would take a missing image for a deleted one. */
    @Test
    void an_image_that_may_not_be_read_is_a_problem_and_not_missing() {
        guarded().denyAccess();

        assertThat(problemOf(() -> resolve(TAG)).code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
        assertThat(problemOf(() -> resolve(digest)).code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
    }

    @Test
    void an_image_that_may_not_be_read_is_not_copied() {
        guarded().denyAccess();
        var target = guarded().otherRepository();
        var tag = Tag.parse("copied");

        var problem = problemOf(() -> guarded().transfer().transfer(guarded().repository(), digest, target, tag));

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
        assertThat(guarded().registry().resolve(target, tag)).isInstanceOf(Resolution.Missing.class);
    }
}
