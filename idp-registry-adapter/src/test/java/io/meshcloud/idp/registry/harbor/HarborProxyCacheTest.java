// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A project that is a cache of another registry: pulls fill it, so its push times say nothing about the age of images.
 */
class HarborProxyCacheTest extends HarborTestCase {
    private static final ImageRepository CACHED = repository("cache/team/app");
    private static final Tag OLD = Tag.parse("0.1.0");
    private static final Tag NEW = Tag.parse("3.0.0");
    private static final Instant BUILT_FIRST = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant BUILT_LAST = Instant.parse("2026-01-01T00:00:00Z");

    private final InMemoryImageRegistry distribution = new InMemoryImageRegistry();
    private final HarborMemory memory = HarborMemory.ofProcess();
    private FakeProject cache;
    private Digest old;
    private Digest newest;
    private HarborImageRegistry registry;
    private HarborImageListing listing;

    @BeforeEach
    void fill() {
        cache = harbor.project("cache");
        cache.registryId = 1;
        old = distribution.push(CACHED, TestImage.of("old", BUILT_FIRST), OLD);
        newest = distribution.push(CACHED, TestImage.of("newest", BUILT_LAST), NEW);
        registry = new HarborImageRegistry(api(), distribution, new HarborProjects(memory, clock));
        listing = new HarborImageListing(api(), distribution, memory, clock);
    }

    /** Harbor stores what somebody pulls, with the time of the pull. */
    private void pull(Digest digest, Tag tag) {
        cache.push("team/app", "IMAGE", digest, START, tag.value());
    }

    private Listing.Known list() {
        return (Listing.Known) listing.list(List.of(new Wanted(CACHED, null))).get(CACHED);
    }

    @Test
    void pulling_an_old_image_does_not_make_it_newer() {
        pull(newest, NEW);
        harbor.advance(Duration.ofHours(1));
        pull(old, OLD);

        assertThat(list().order()).isEqualTo(ImageOrder.IMAGE_CREATED);
        assertThat(list().images())
                .containsExactlyInAnyOrder(
                        new TaggedImage(OLD, old, Set.of(), ImageTime.created(BUILT_FIRST)),
                        new TaggedImage(NEW, newest, Set.of(), ImageTime.created(BUILT_LAST)));
        assertThat(registry.resolve(CACHED, OLD).image().orElseThrow().time())
                .isEqualTo(ImageTime.created(BUILT_FIRST));
        assertThat(registry.resolve(CACHED, old).image().orElseThrow().time())
                .isEqualTo(ImageTime.created(BUILT_FIRST));
    }

    @Test
    void tags_that_were_not_pulled_yet_are_listed() {
        pull(old, OLD);

        assertThat(list().images()).extracting(TaggedImage::tag).containsExactlyInAnyOrder(OLD, NEW);
    }

    @Test
    void an_image_is_found_before_harbor_has_stored_it() {
        assertThat(registry.resolve(CACHED, NEW).image().orElseThrow().digest()).isEqualTo(newest);
    }

    @Test
    void the_listing_says_whose_time_counts_and_why() {
        assertThat(list().notes())
                .containsExactly(
                        "the project cache of the Harbor is a cache of another registry, and its push times are times"
                                + " of pulls; so the time of the build counts");
    }

    @Test
    void the_project_is_read_once_for_all_questions() {
        list();
        list();
        registry.resolve(CACHED, NEW);
        new HarborImageRegistry(api(), distribution, new HarborProjects(memory, clock)).resolve(CACHED, OLD);

        assertThat(harbor.requests()).extracting(FakeRequest::toString).containsExactly("GET /api/v2.0/projects/cache");

        harbor.advance(HarborProjects.TIME_TO_LIVE);
        list();

        assertThat(harbor.requests()).hasSize(2);
    }

    @Test
    void an_account_that_may_not_read_the_project_orders_by_builds_and_says_how_to_change_that() {
        cache.registryId = 0;
        cache.mayBeRead = false;
        pull(newest, NEW);

        assertThat(list().order()).isEqualTo(ImageOrder.IMAGE_CREATED);
        assertThat(list().notes())
                .singleElement()
                .asString()
                .contains("grant the account the right to read the project");
        assertThat(registry.resolve(CACHED, NEW).image().orElseThrow().time()).isEqualTo(ImageTime.created(BUILT_LAST));
    }

    @Test
    void a_project_that_was_created_again_as_a_cache_is_noticed() {
        cache.registryId = 0;
        pull(newest, NEW);
        assertThat(registry.resolve(CACHED, NEW).image().orElseThrow().time()).isEqualTo(ImageTime.pushed(START));

        cache.registryId = 1;

        assertThat(registry.resolve(CACHED, OLD).image().orElseThrow().time())
                .isEqualTo(ImageTime.created(BUILT_FIRST));
    }

    @Test
    void a_repository_of_a_project_that_does_not_exist_is_missing() {
        var nowhere = repository("none/app");
        distribution.failWith(Problem.of(ProblemCode.REGISTRY_DENIED, "project none not found", "", "check the name"));

        assertThat(registry.resolve(nowhere, NEW)).isInstanceOf(Resolution.Missing.class);
        var listed =
                (Listing.Known) listing.list(List.of(new Wanted(nowhere, null))).get(nowhere);
        assertThat(listed.images()).isEmpty();
        assertThat(listed.notes()).containsExactly("the Harbor has no project none");
    }

    @Test
    void a_project_that_exists_stays_denied() {
        distribution.failWith(Problem.of(ProblemCode.REGISTRY_DENIED, "denied", "", "log in"));

        assertThat(problemOf(() -> registry.resolve(CACHED, NEW)).code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
    }
}
