// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.ImageRepository;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A registry whose answers about one repository have one field changed. The image of the repository is listed as it is
 * or not at all, never with another digest or time, and the repository next to it is listed.
 */
class OneChangedFieldTest extends ServedLayout {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<JsonNode> VALUES = List.of(
            JSON.nullNode(),
            JSON.textNode(""),
            JSON.textNode("x\u0000\u001b[2J"),
            JSON.textNode("sha256:" + "0".repeat(64)),
            JSON.textNode("2099-01-01T00:00:00Z"),
            JSON.numberNode(-1),
            JSON.numberNode(Double.MAX_VALUE),
            JSON.booleanNode(true),
            JSON.objectNode(),
            JSON.arrayNode());

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
                for (var changed : changes(Json.object(recorded.body().toArray()))) {
                    tests.add(DynamicTest.dynamicTest(
                            request.path() + " " + changed, () -> check(request, with(recorded, changed))));
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

    /** Copies of a document, each with one value replaced or removed. */
    private static List<JsonNode> changes(JsonNode document) {
        var copies = new ArrayList<JsonNode>();
        collect(document, document, copies);
        return copies;
    }

    private static void collect(JsonNode document, JsonNode node, List<JsonNode> copies) {
        if (node instanceof ObjectNode object) {
            for (var field : object.properties()) {
                var value = field.getValue();
                replace(document, copies, other -> object.set(field.getKey(), other), value);
                collect(document, value, copies);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                replace(document, copies, other -> array.set(index, other), array.get(i));
                collect(document, array.get(i), copies);
            }
        }
    }

    private static void replace(JsonNode document, List<JsonNode> copies, Consumer<JsonNode> change, JsonNode value) {
        for (var other : VALUES) {
            change.accept(other);
            copies.add(document.deepCopy());
        }
        change.accept(value);
    }
}
