// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Images that exist and that a policy of the registry refuses to anybody who pulls them. */
public abstract class PullPolicyContract extends ImageRegistryContract {

    @Override
    protected abstract PullPolicyFixture newFixture() throws Exception;

    private PullPolicyFixture policy() {
        return (PullPolicyFixture) team();
    }

    private static void assertRefused(Resolution resolution) {
        assertThat(resolution)
                .isInstanceOfSatisfying(
                        Resolution.NotPullable.class,
                        refused -> assertThat(refused.why()).isNotBlank());
    }

    @Test
    void an_image_that_a_policy_refuses_is_not_pullable_and_the_reason_is_given() {
        var digest = policy().push(TestImage.of("one", NOON), TAG);
        policy().refuseImages();

        assertRefused(resolve(TAG));
        assertRefused(resolve(digest));
    }

    @Test
    void an_image_that_a_policy_allows_again_is_found() {
        var digest = policy().push(TestImage.of("one", NOON), TAG);
        policy().refuseImages();
        assertRefused(resolve(TAG));
        policy().allowImages();

        assertThat(found(TAG).digest()).isEqualTo(digest);
    }

    /** A list that does not know the policy has both; a release resolves the image first. */
    @Test
    void the_other_images_of_the_repository_are_listed() {
        policy().push(TestImage.of("one", NOON), TAG);
        policy().refuseImages();
        var other = Tag.parse("2.0.0");
        policy().push(TestImage.of("two", NOON.plusSeconds(1)), other);

        var listing = (Listing.Known) Objects.requireNonNull(policy().listing()
                .list(List.of(new Wanted(policy().repository(), null)))
                .get(policy().repository()));

        assertThat(listing.images()).extracting(TaggedImage::tag).contains(other);
        assertThat(resolve(other)).isInstanceOf(Resolution.Found.class);
        assertThat(listing.images().stream().anyMatch(image -> image.tag().equals(TAG))
                        || listing.unusable().stream().anyMatch(one -> one.tag().equals(TAG)))
                .as("the refused image is in the listing")
                .isTrue();
    }

    @Test
    void an_image_that_a_policy_refuses_is_not_copied() {
        var digest = policy().push(TestImage.of("one", NOON), TAG);
        policy().refuseImages();
        var target = ImageRepository.parse(policy().repository() + "-promoted");

        var thrown = catchThrowableOfType(
                IdpException.class, () -> policy().transfer().transfer(policy().repository(), digest, target, TAG));

        assertThat(thrown).isNotNull();
        policy().allowImages();
        assertThat(policy().registry().resolve(target, TAG)).isInstanceOf(Resolution.Missing.class);
    }
}
