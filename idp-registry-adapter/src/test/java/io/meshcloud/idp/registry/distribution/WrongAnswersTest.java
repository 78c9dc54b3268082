// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry that answers one request about a repository with something wrong: each request of a listing, each kind of
 * wrong. The image of the repository is listed as it is, or the reason is given; the repository next to it is listed.
 */
class WrongAnswersTest extends ServedLayout {
    private final ImageRepository neighbour = ImageRepository.parse(Fixtures.HOST + "/team-b/app1/dev");

    @TempDir
    Path empty;

    @BeforeEach
    void writeNeighbour() {
        OciLayoutWriter.in(root, neighbour).write(TAG, image(EARLY));
    }

    private Stream<DynamicTest> eachRequest(UnaryOperator<Reply> wrong) {
        client().list(List.of(new Wanted(REPOSITORY, null)));
        var requests = server.requests();
        assertThat(requests).hasSizeGreaterThan(2);
        return requests.stream()
                .map(request ->
                        DynamicTest.dynamicTest(request.method() + " " + request.path(), () -> check(request, wrong)));
    }

    private void check(Request asked, UnaryOperator<Reply> wrong) {
        server.answerFirst(request ->
                request.method().equals(asked.method()) && request.path().equals(asked.path())
                        ? wrong.apply(server.answer(request))
                        : null);

        var listings = client().list(List.of(new Wanted(REPOSITORY, null), new Wanted(neighbour, null)));

        var whole = (Listing.Known) listings.get(neighbour);
        assertThat(whole.images()).hasSize(1);
        if (listings.get(REPOSITORY) instanceof Listing.Unavailable unavailable) {
            assertThat(unavailable.problem().code()).isNotIn(ProblemCode.INTERNAL, ProblemCode.OUT_OF_MEMORY);
        } else {
            var known = (Listing.Known) listings.get(REPOSITORY);
            assertThat(known.images().isEmpty()).isNotEqualTo(known.unusable().isEmpty());
            // An image without a readable config has no time.
            var image = whole.images().get(0);
            assertThat(known.images())
                    .isSubsetOf(
                            new TaggedImage(TAG, digest, Set.of(), image.time()),
                            new TaggedImage(TAG, digest, Set.of(), null));
        }
    }

    @TestFactory
    Stream<DynamicTest> an_answer_that_is_cut_does_no_harm() {
        return eachRequest(right -> {
            var bytes = right.body().toArray();
            var half = Bytes.of(Arrays.copyOf(bytes, bytes.length / 2));
            return new Reply(right.status(), right.headers(), half, bytes.length);
        });
    }

    @TestFactory
    Stream<DynamicTest> an_answer_that_is_huge_does_no_harm() {
        return eachRequest(right -> {
            var bytes = Arrays.copyOf(right.body().toArray(), 17 * 1024 * 1024);
            Arrays.fill(bytes, right.body().size(), bytes.length, (byte) ' ');
            return new Reply(right.status(), right.headers(), Bytes.of(bytes), bytes.length);
        });
    }

    @TestFactory
    Stream<DynamicTest> an_answer_of_another_type_does_no_harm() {
        return eachRequest(right -> Reply.of(200, "text/html", "<html>Please log in</html>"));
    }

    @TestFactory
    Stream<DynamicTest> an_empty_answer_does_no_harm() {
        return eachRequest(right -> Reply.of(200, "application/json", ""));
    }

    @TestFactory
    Stream<DynamicTest> a_redirect_to_another_server_does_no_harm() {
        var elsewhere = new FakeRegistry(empty);
        elsewhere.answerFirst(request -> Reply.of(200, "text/html", "<html>Please log in</html>"));
        return eachRequest(right -> Reply.redirect(elsewhere.url() + "/v2/" + REPOSITORY.path() + "/tags/list"))
                .onClose(elsewhere::close);
    }
}
