// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.testkit.ContractRun;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.CopiesUnderAnotherDigest;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.CountsNoExcludedTags;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.FindsIndexesWithoutImages;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.FindsRefusedImages;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.HidesUnusableImages;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.ListsAllOrNothing;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.ListsNothingAfterAProblem;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.ListsOnePage;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.LosesSignatures;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.MissesImagesWithoutATag;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.MovesTags;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.OmitsEmptyRepositories;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.RemembersTags;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.ReturnsAnotherDigest;
import io.meshcloud.idp.testkit.registry.BrokenRegistries.TakesAnOutageForAMissingImage;
import org.junit.jupiter.api.Test;

/** The contract tests fail for registries that break a promise. */
class RegistryContractStrengthTest {

    @Test
    void a_digest_of_other_bytes_is_noticed() {
        assertThat(ContractRun.failures(WrongDigest.class))
                .contains("a_tag_resolves_to_the_digest_that_was_pushed", "an_index_resolves_to_its_own_digest");
    }

    static final class WrongDigest extends ImageResolvingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(ReturnsAnotherDigest::new);
        }
    }

    @Test
    void an_image_that_exists_and_is_reported_as_missing_is_noticed() {
        assertThat(ContractRun.failures(HiddenImage.class)).contains("an_image_without_a_tag_resolves_by_digest");
    }

    static final class HiddenImage extends ImageResolvingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(MissesImagesWithoutATag::new);
        }
    }

    @Test
    void an_index_that_is_found_without_its_images_is_noticed() {
        assertThat(ContractRun.failures(FoundIndex.class))
                .containsExactly("an_index_without_any_of_its_images_is_not_found_and_what_is_missing_is_named");
    }

    static final class FoundIndex extends ImageResolvingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(FindsIndexesWithoutImages::new);
        }
    }

    @Test
    void an_outage_that_is_reported_as_a_missing_image_is_noticed() {
        assertThat(ContractRun.failures(HiddenOutage.class))
                .containsExactly("a_registry_that_cannot_be_reached_is_a_problem_that_says_to_try_again");
    }

    static final class HiddenOutage extends ImageResolvingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(TakesAnOutageForAMissingImage::new);
        }
    }

    @Test
    void a_cached_answer_is_noticed() {
        assertThat(ContractRun.failures(StaleTag.class)).contains("each_call_asks_the_registry");
    }

    static final class StaleTag extends ImageResolvingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(RemembersTags::new);
        }
    }

    @Test
    void a_dropped_tag_is_noticed() {
        assertThat(ContractRun.failures(DroppedTag.class))
                .containsExactlyInAnyOrder("many_tags_are_all_listed", "many_images_are_all_listed");
    }

    static final class DroppedTag extends ImageListingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(ListsOnePage::new);
        }
    }

    @Test
    void tags_that_are_excluded_and_not_counted_are_noticed() {
        assertThat(ContractRun.failures(UncountedTags.class))
                .containsExactly("tags_of_images_that_do_not_match_are_counted");
    }

    static final class UncountedTags extends ImageListingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(CountsNoExcludedTags::new);
        }
    }

    @Test
    void a_repository_without_a_listing_is_noticed() {
        assertThat(ContractRun.failures(DroppedRepository.class))
                .contains("a_repository_that_does_not_exist_has_no_images");
    }

    static final class DroppedRepository extends ImageListingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(OmitsEmptyRepositories::new);
        }
    }

    @Test
    void a_copy_under_another_digest_is_noticed() {
        assertThat(ContractRun.failures(OtherDigest.class))
                .contains("an_image_is_copied_under_its_digest_and_the_new_tag");
    }

    static final class OtherDigest extends ImageTransferContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(CopiesUnderAnotherDigest::new);
        }
    }

    @Test
    void a_signature_that_is_not_copied_is_noticed() {
        assertThat(ContractRun.failures(LostSignature.class)).containsExactly("its_signature_is_copied_too");
    }

    static final class LostSignature extends ImageTransferContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(LosesSignatures::new);
        }
    }

    @Test
    void a_tag_that_a_copy_moves_is_noticed() {
        assertThat(ContractRun.failures(MovedTag.class))
                .contains("a_tag_of_another_image_is_never_moved_and_nothing_is_copied");
    }

    static final class MovedTag extends ImageTransferContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(MovesTags::new);
        }
    }

    @Test
    void a_denial_that_is_listed_as_an_absence_is_noticed() {
        assertThat(ContractRun.failures(HiddenDenial.class))
                .containsExactly("a_repository_that_is_denied_is_unavailable_and_the_others_are_listed");
    }

    static final class HiddenDenial extends RegistryAccessContract {
        @Override
        protected GuardedRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(ListsNothingAfterAProblem::new);
        }
    }

    @Test
    void a_denial_that_ends_the_listing_of_other_repositories_is_noticed() {
        assertThat(ContractRun.failures(SpreadDenial.class))
                .containsExactly("a_repository_that_is_denied_is_unavailable_and_the_others_are_listed");
    }

    static final class SpreadDenial extends RegistryAccessContract {
        @Override
        protected GuardedRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(ListsAllOrNothing::new);
        }
    }

    @Test
    void a_denial_that_is_reported_as_a_missing_image_is_noticed() {
        assertThat(ContractRun.failures(MissingInsteadOfDenied.class))
                .containsExactly("an_image_that_may_not_be_read_is_a_problem_and_not_missing");
    }

    static final class MissingInsteadOfDenied extends RegistryAccessContract {
        @Override
        protected GuardedRegistryFixture newFixture() {
            return new InMemoryRegistryFixture(TakesAnOutageForAMissingImage::new);
        }
    }

    @Test
    void a_refused_image_that_is_not_in_the_listing_is_noticed() {
        assertThat(ContractRun.failures(HiddenRefusal.class))
                .containsExactly("the_other_images_of_the_repository_are_listed");
    }

    static final class HiddenRefusal extends PullPolicyContract {
        @Override
        protected PullPolicyFixture newFixture() {
            return new InMemoryRegistryFixture(HidesUnusableImages::new);
        }
    }

    @Test
    void a_refused_image_that_is_found_is_noticed() {
        assertThat(ContractRun.failures(FoundRefusal.class))
                .contains("an_image_that_a_policy_refuses_is_not_pullable_and_the_reason_is_given");
    }

    static final class FoundRefusal extends PullPolicyContract {
        @Override
        protected PullPolicyFixture newFixture() {
            return new InMemoryRegistryFixture(FindsRefusedImages::new);
        }
    }

    @Test
    void a_cut_list_that_is_taken_for_the_whole_is_noticed() {
        assertThat(ContractRun.failures(PartOfAList.class))
                .containsExactlyInAnyOrder(
                        "a_list_that_is_cut_is_unavailable",
                        "a_list_that_is_cut_after_it_was_read_once_is_unavailable");
    }

    static final class PartOfAList extends CutListContract {
        @Override
        protected CutListFixture newFixture() {
            return new InMemoryRegistryFixture(ListsNothingAfterAProblem::new);
        }
    }
}
