// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.registry.ChangedField;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A registry whose answers about one repository have one field changed. The image of the repository is listed as it is
 * or not at all, never with another digest or time, and the repository next to it is listed.
 */
@Slow
class OneChangedFieldTest extends ServedLayout {
    private final ImageRepository neighbour = ImageRepository.parse(Fixtures.HOST + "/team-b/app1/dev");

    @BeforeEach
    void writeNeighbour() {
        OciLayoutWriter.in(root, neighbour).write(TAG, image(EARLY));
    }

    @TestFactory
    Stream<DynamicTest> changes_nothing_but_the_row_of_its_repository() throws MalformedException {
        var tests = new ArrayList<DynamicTest>();
        client().list(List.of(new Wanted(REPOSITORY, null)));
        for (var request : List.copyOf(server.requests())) {
            if (request.method().equals("GET")) {
                var recorded = server.answer(request);
                var document = Json.object(recorded.body().toArray());
                for (var change : ChangedField.of(document)) {
                    tests.add(DynamicTest.dynamicTest(
                            request.path() + " " + change, () -> check(request, with(recorded, change.in(document)))));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(100);
        return tests.stream();
    }

    private static Reply with(Reply recorded, JsonNode body) {
        var changed = Reply.of(recorded.status(), "application/json", body.toString());
        for (var header : recorded.headers().entrySet()) {
            changed = changed.with(header.getKey(), header.getValue());
        }
        return changed;
    }

    private void check(Request recorded, Reply changed) {
        server.answerFirst(
                request -> request.method().equals("GET") && request.path().equals(recorded.path()) ? changed : null);

        var listings = client().list(List.of(new Wanted(REPOSITORY, null), new Wanted(neighbour, null)));

        assertThat(((Listing.Known) listings.get(neighbour)).images()).hasSize(1);
        if (listings.get(REPOSITORY) instanceof Listing.Known known) {
            var whole = (Listing.Known) listings.get(neighbour);
            assertThat(known.images()).allSatisfy(one -> {
                assertThat(one.digest()).isEqualTo(digest);
                assertThat(one.time()).isEqualTo(whole.images().get(0).time());
            });
            assertThat(known.unusable()).allSatisfy(one -> assertThat(one.why()).isNotBlank());
            assertThat(known.images()).extracting(TaggedImage::tag).isSubsetOf(TAG);
        }
    }
}
