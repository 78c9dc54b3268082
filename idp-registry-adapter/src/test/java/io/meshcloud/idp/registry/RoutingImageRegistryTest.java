// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.distribution.DistributionImageRegistry;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingImageRegistryTest {
    @TempDir
    Path root;

    @Test
    void the_url_of_a_host_chooses_its_client() {
        var digest = OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
        try (var server = new FakeRegistry(root)) {
            var registry =
                    routing(CredentialSource.none(), Fixtures.HOST + "=oci:" + root, "remote.example=" + server.url());
            var remote = new ImageRepository("remote.example", REPOSITORY.path());

            assertThat(found(registry.resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);
            assertThat(server.requests()).isEmpty();
            assertThat(found(registry.resolve(remote, TAG)).digest()).isEqualTo(digest);
            assertThat(found(registry.resolve(remote, digest)).digest()).isEqualTo(digest);
            assertThat(server.requests()).isNotEmpty();
        }
    }

    @Test
    void a_client_is_opened_once_for_each_host() {
        var registry = routing(CredentialSource.none());

        assertThat(registry.images("a.example"))
                .isSameAs(registry.images("a.example"))
                .isNotSameAs(registry.images("b.example"))
                .isInstanceOf(DistributionImageRegistry.class);
    }

    @Test
    void only_a_server_uses_the_extension() {
        var asked = new ArrayList<String>();
        var extension = new RegistryExtension() {
            @Override
            public ImageRegistry images(String host, ImageRegistry distribution) {
                asked.add(host);
                return distribution;
            }

            @Override
            public ImageListing listing(String host, ImageListing distribution) {
                return distribution;
            }
        };
        var config = RegistryConfig.of(List.of(Fixtures.HOST + "=oci:" + root), CredentialSource.none());
        var registry = new RoutingImageRegistry(config, Clock.systemUTC(), extension);

        registry.images(Fixtures.HOST);
        registry.images("a.example");
        registry.images("a.example");

        assertThat(asked).containsExactly("a.example");
    }

    @Test
    void registries_are_listed_at_the_same_time() {
        OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
        try (var one = new FakeRegistry(root);
                var two = new FakeRegistry(root)) {
            var bothAsked = new CountDownLatch(2);
            for (var server : List.of(one, two)) {
                server.answerFirst(request -> {
                    bothAsked.countDown();
                    return awaits(bothAsked) ? null : FakeRegistry.Reply.error(500, "ASKED_ALONE");
                });
            }
            var registry = routing(CredentialSource.none(), "one.example=" + one.url(), "two.example=" + two.url());

            var listings = registry.list(Stream.of("one.example", "two.example")
                    .map(host -> new Wanted(new ImageRepository(host, REPOSITORY.path()), null))
                    .toList());

            assertThat(listings).hasSize(2);
            assertThat(listings.values())
                    .allSatisfy(listing -> assertThat(listing).isInstanceOf(Listing.Known.class));
        }
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_defect_at_one_registry_is_a_problem_of_its_repositories_only() {
        OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
        var other = new ImageRepository("a.example", "team-b/app");
        var extension = new RegistryExtension() {
            @Override
            public ImageRegistry images(String host, ImageRegistry distribution) {
                return distribution;
            }

            @Override
            public ImageListing listing(String host, ImageListing distribution) {
                return wanted -> {
                    throw new StackOverflowError();
                };
            }
        };
        var config = RegistryConfig.of(List.of(Fixtures.HOST + "=oci:" + root), CredentialSource.none());
        var registry = new RoutingImageRegistry(config, Clock.systemUTC(), extension);

        var listings = registry.list(List.of(new Wanted(REPOSITORY, null), new Wanted(other, null)));

        assertThat(listings.get(REPOSITORY)).isInstanceOf(Listing.Known.class);
        assertThat(listings.get(other))
                .isInstanceOfSatisfying(
                        Listing.Unavailable.class,
                        it -> assertThat(it.problem().what())
                                .isEqualTo("idp failed to list the images of a.example: StackOverflowError"));
    }

    @Test
    void half_a_credential_is_refused_before_the_first_request() {
        var half = Map.of("IDP_REGISTRY_REGISTRY_EXAMPLE_TLD_USER", "ci");
        var registry = routing(CredentialSource.standard(half, root));

        var problem = problemOf(() -> registry.resolve(REPOSITORY, TAG));

        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
    }

    private static RoutingImageRegistry routing(CredentialSource credentials, String... mappings) {
        return new RoutingImageRegistry(RegistryConfig.of(List.of(mappings), credentials), Clock.systemUTC());
    }
}
