// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.HOST;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.http.RegistrySession;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.registry.memory.MemoryFolder;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A repository with more tags than one look may read while other repositories wait. */
class ManyTagsTest extends ServedLayout {
    private static final int TAGS = 40;
    private static final ImageRepository NEIGHBOUR = ImageRepository.parse(HOST + "/team-b/app2");

    private DistributionImageRegistry registry;

    @BeforeEach
    void push() {
        OciLayoutWriter.in(root, NEIGHBOUR).write(TAG, image(EARLY));
        for (int i = 0; i < TAGS; i++) {
            writer.write(Tag.parse("build-" + i), image(EARLY.plusSeconds(i)));
        }
        var problems = new RegistryProblems(HOST, server.url());
        var config =
                new RegistryConfig(Map.of(), CredentialSource.none(), Duration.ofSeconds(30), Duration.ofSeconds(30));
        registry = new DistributionImageRegistry(
                server.url(),
                RegistrySession.open(problems, config, CLOCK, pauses::add),
                problems,
                question -> new Budget(question, 40, 1_000_000, Duration.ofMinutes(3)),
                MemoryFolder.none());
    }

    private static Wanted polled(ImageRepository repository) {
        return new Wanted(repository, null).lookingUp(Set.of());
    }

    private Listing look() {
        var listings = registry.list(List.of(polled(REPOSITORY), polled(NEIGHBOUR)));
        assertThat(listings.get(NEIGHBOUR))
                .isInstanceOfSatisfying(
                        Listing.Known.class, known -> assertThat(known.images()).hasSize(1));
        return listings.get(REPOSITORY);
    }

    @Test
    void is_read_in_several_looks_each_of_which_goes_on_where_the_one_before_ended() {
        int looks = 1;
        var listing = look();
        while (listing instanceof Listing.Unavailable unavailable) {
            assertThat(unavailable.problem().code()).isEqualTo(ProblemCode.REGISTRY_LIMIT_EXCEEDED);
            assertThat(unavailable.problem().what())
                    .contains("more than 40 requests to list the images of team-a/app1/dev");
            assertThat(++looks).isLessThan(10);
            listing = look();
        }

        assertThat(looks).isGreaterThan(2);
        assertThat(((Listing.Known) listing).images()).hasSize(TAGS + 1);
    }

    @Test
    void is_read_at_once_if_it_is_asked_alone() {
        assertThat(registry.list(List.of(polled(REPOSITORY))).get(REPOSITORY))
                .isInstanceOfSatisfying(
                        Listing.Known.class, known -> assertThat(known.images()).hasSize(TAGS + 1));
    }
}
