// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarborImageListingTest extends HarborTestCase {
    private static final ImageRepository PROD = repository("team-a/app1/prod");
    private static final ImageRepository OTHER = repository("team-b/app2");
    private static final Instant LATER = START.plusSeconds(60);

    private final InMemoryImageRegistry plain = new InMemoryImageRegistry();
    private final HarborMemory memory = HarborMemory.ofProcess();
    private HarborImageListing listing;
    private Digest first;
    private Digest second;

    @BeforeEach
    void push() {
        listing = new HarborImageListing(api(), plain, memory, clock);
        var team = harbor.project("team-a");
        first = team.push("app1/dev", "IMAGE", "one", START, "1.0.0", "stable");
        second = team.push("app1/dev", "IMAGE", "two", LATER, "1.1.0");
        team.push("app1/prod", "IMAGE", "one", START, "1.0.0");
        harbor.project("team-b").push("app2", "IMAGE", "three", START, "2");
    }

    @Test
    void a_repository_is_listed_with_the_push_times_of_its_tags() {
        assertThat(known(list(DEV), DEV))
                .containsExactlyInAnyOrder(
                        image("1.0.0", first, START), image("stable", first, START), image("1.1.0", second, LATER));
    }

    @Test
    void a_new_tag_of_an_old_image_is_found() {
        harbor.projects.get("team-a").push("app1/dev", "IMAGE", first, LATER.plusSeconds(1), "1.1.0");

        assertThat(known(list(DEV), DEV)).contains(image("1.1.0", first, LATER.plusSeconds(1)));
        assertThat(known(list(DEV, PROD), DEV)).contains(image("1.1.0", first, LATER.plusSeconds(1)));
    }

    @Test
    void only_images_with_matching_tags_are_listed() {
        var team = harbor.projects.get("team-a");
        team.push("app1/dev", "CHART", "chart", START, "1.2.0");
        team.push("app1/dev", "IMAGE", "untagged", START);

        team.push("app1/dev", "IMAGE", "about", LATER, "sha256-" + second.hex() + ".att");

        var listings = listing.list(List.of(new Wanted(DEV, TagPattern.parse("1\\..*"))));

        assertThat(known(listings, DEV))
                .containsExactlyInAnyOrder(image("1.0.0", first, START), image("1.1.0", second, LATER));
        assertThat(((Listing.Known) listings.get(DEV)).excluded()).isEqualTo(1);
    }

    /** Attachments that Harbor reports as images. */
    @ParameterizedTest
    @ValueSource(strings = {".att", ".sbom", ""})
    void attachments_are_not_images(String ending) {
        var team = harbor.projects.get("team-a");
        team.push("app1/dev", "IMAGE", "about", LATER.plusSeconds(1), "sha256-" + second.hex() + ending);

        assertThat(known(list(DEV), DEV)).hasSize(3);
    }

    @Test
    void a_tag_that_moved_between_two_pages_has_its_new_digest() {
        harbor.last = reply ->
                new FakeReply(reply.status(), reply.headers(), reply.body().replace("\"stable\"", "\"1.1.0\""));

        assertThat(known(list(DEV), DEV))
                .containsExactlyInAnyOrder(image("1.0.0", first, START), image("1.1.0", second, LATER));
    }

    @Test
    void a_digest_of_another_algorithm_is_left_out() {
        harbor.last = reply -> new FakeReply(
                reply.status(), reply.headers(), reply.body().replace(second.value(), "sha512:" + "0".repeat(128)));

        assertThat(known(list(DEV), DEV)).extracting(TaggedImage::digest).containsOnly(first);
    }

    @Test
    void an_artifact_without_a_digest_is_a_fault() {
        harbor.last = reply ->
                new FakeReply(reply.status(), reply.headers(), reply.body().replace("\"digest\"", "\"sum\""));

        assertThat(unavailable(list(DEV), DEV).code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"tags\":[', '\"tags\":7,\"x\":[', whose tags are not a list",
        "'\"name\":\"stable\"', '\"name\":null', with a tag without a name",
        "'\"name\":\"stable\"', '\"title\":\"stable\"', with a tag without a name"
    })
    void an_artifact_whose_tags_cannot_be_read_is_a_fault(String right, String wrong, String why) {
        harbor.last = reply ->
                new FakeReply(reply.status(), reply.headers(), reply.body().replace(right, wrong));

        var problem = unavailable(list(DEV), DEV);

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(problem.what()).contains("has an artifact " + why);
    }

    @Test
    void a_missing_repository_has_no_images() {
        var listings = list(repository("team-a/none"), repository("none/app"), DEV);

        assertThat(known(listings, repository("team-a/none"))).isEmpty();
        assertThat(known(listings, repository("none/app"))).isEmpty();
        assertThat(known(listings, DEV)).hasSize(3);
    }

    @Test
    void a_repository_without_a_project_does_not_affect_the_others() {
        var listings = list(repository("app"), DEV);

        assertThat(unavailable(listings, repository("app")).code()).isEqualTo(ProblemCode.NO_PROJECT);
        assertThat(known(listings, DEV)).hasSize(3);
    }

    @Nested
    class Requests {
        @BeforeEach
        void readTheProjects() {
            var projects = new HarborProjects(memory, clock);
            projects.read(api(), "team-a");
            projects.read(api(), "team-b");
            harbor.forget();
        }

        @Test
        void are_one_for_all_repositories_of_a_project() {
            var listings = list(DEV, PROD);

            assertThat(harbor.requests())
                    .extracting(FakeRequest::toString)
                    .containsExactly("GET /api/v2.0/projects/team-a/artifacts");
            assertThat(known(listings, DEV)).hasSize(3);
            assertThat(known(listings, PROD)).hasSize(1);
        }

        @Test
        void are_one_for_each_repository_in_a_project_of_its_own() {
            list(DEV, OTHER);

            assertThat(harbor.requests())
                    .extracting(FakeRequest::toString)
                    .containsExactlyInAnyOrder(
                            "GET /api/v2.0/projects/team-a/repositories/app1%252Fdev/artifacts",
                            "GET /api/v2.0/projects/team-b/repositories/app2/artifacts");
        }

        @Test
        void are_one_for_each_repository_of_a_much_larger_project() {
            for (int i = 0; i < 350; i++) {
                harbor.projects.get("team-a").push("big", "IMAGE", "big " + i, START, "t" + i);
            }

            assertThat(known(list(DEV, PROD), DEV)).hasSize(3);
            assertThat(harbor.requests()).hasSize(3);
        }

        @Test
        void are_one_for_each_page_of_the_project_when_that_is_less() {
            var team = harbor.projects.get("team-a");
            var wanted = IntStream.range(0, 250)
                    .mapToObj(i -> {
                        team.push("many/r" + i, "IMAGE", "image " + i, START, "1");
                        return repository("team-a/many/r" + i);
                    })
                    .toArray(ImageRepository[]::new);

            var listings = list(wanted);

            assertThat(harbor.requests().stream()
                            .filter(request -> request.path().endsWith("/artifacts")))
                    .hasSize(3);
            assertThat(wanted)
                    .allSatisfy(one -> assertThat(known(listings, one)).hasSize(1));
        }

        @Test
        void are_one_for_each_repository_at_an_older_harbor() {
            harbor.listsProjects = false;

            var listings = list(DEV, PROD);

            assertThat(harbor.requests()).hasSize(3);
            assertThat(known(listings, DEV)).hasSize(3);
            assertThat(known(listings, PROD)).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 403})
        void are_one_for_each_repository_when_the_project_may_not_be_listed(int status) {
            harbor.first = request ->
                    request.path().equals("/api/v2.0/projects/team-a/artifacts") ? FakeReply.error(status, "NO") : null;

            assertThat(known(list(DEV, PROD), PROD)).hasSize(1);
        }

        @Test
        void are_never_more_than_four_at_a_time() {
            var running = new AtomicInteger();
            var most = new AtomicInteger();
            var five = new CountDownLatch(5);
            harbor.first = request -> {
                if (!request.path().endsWith("/artifacts")) {
                    return null;
                }
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                five.countDown();
                try {
                    // The first four wait for a while, so that a fifth could join them.
                    var unused = five.await(500, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                running.decrementAndGet();
                return null;
            };
            IntStream.range(0, 40).forEach(i -> harbor.project("project" + i));
            var wanted = IntStream.range(0, 40)
                    .mapToObj(i -> repository("project" + i + "/app"))
                    .toArray(ImageRepository[]::new);

            list(wanted);

            assertThat(most).hasValue(4);
        }
    }

    @Nested
    class A_project_in_trouble {
        @Test
        void does_not_affect_the_others() {
            harbor.first =
                    request -> request.path().contains("/projects/team-a/") ? FakeReply.error(500, "INTERNAL") : null;

            var listings = list(DEV, PROD, OTHER);

            assertThat(unavailable(listings, DEV).code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(unavailable(listings, PROD).code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(known(listings, OTHER)).hasSize(1);
        }

        @Test
        void that_is_denied_is_reported() {
            harbor.first = request -> FakeReply.error(403, "FORBIDDEN");
            plain.failWith(Problem.of(ProblemCode.REGISTRY_DENIED, "denied", "", "log in"));

            assertThat(unavailable(list(DEV, PROD), DEV).code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
        }

        @Test
        void that_answers_with_a_web_page_is_reported() {
            harbor.first = request -> FakeReply.text(200, "text/html", "<html>log in</html>");

            assertThat(unavailable(list(DEV), DEV).code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        }
    }

    @Test
    @Slow
    void a_harbor_that_does_not_answer_is_not_asked_for_the_rest() {
        var impatient = new HarborDetector(config(FakeHarbor.admin(), Duration.ofSeconds(1)), clock, pauses::add);
        listing = new HarborImageListing(
                impatient.find(FakeHarbor.HOST).orElseThrow(), plain, HarborMemory.ofProcess(), clock);
        harbor.first = request -> harbor.hang();
        var wanted = IntStream.range(0, 40)
                .mapToObj(i -> repository("project" + i + "/app"))
                .toArray(ImageRepository[]::new);

        var listings = list(wanted);

        // The first once more on a new connection; then a few questions, until several failed in a row.
        assertThat(harbor.requests()).hasSizeBetween(4, 10);
        assertThat(wanted)
                .allSatisfy(one ->
                        assertThat(unavailable(listings, one).code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE));
    }

    private Map<ImageRepository, Listing> list(ImageRepository... repositories) {
        return listing.list(
                Stream.of(repositories).map(one -> new Wanted(one, null)).toList());
    }

    private static List<TaggedImage> known(Map<ImageRepository, Listing> listings, ImageRepository repository) {
        return listings.get(repository)
                .match(
                        known -> {
                            assertThat(known.order()).isEqualTo(ImageOrder.TAG_PUSHED);
                            return known.images();
                        },
                        unavailable -> Assertions.fail(unavailable.problem().toString()));
    }

    private static Problem unavailable(Map<ImageRepository, Listing> listings, ImageRepository repository) {
        return listings.get(repository).match(known -> Assertions.fail("known"), Listing.Unavailable::problem);
    }

    private static TaggedImage image(String tag, Digest digest, Instant time) {
        return new TaggedImage(Tag.parse(tag), digest, Set.of(), ImageTime.pushed(time));
    }
}
