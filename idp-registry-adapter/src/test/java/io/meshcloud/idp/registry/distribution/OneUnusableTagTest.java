// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A repository with an image and a tag that cannot be used: the image is listed. */
class OneUnusableTagTest extends ServedLayout {
    private static final Tag ODD = Tag.parse("odd");

    private Listing list() {
        return client().list(List.of(new Wanted(REPOSITORY, null))).get(REPOSITORY);
    }

    private Listing.Known known() {
        return (Listing.Known) list();
    }

    private TaggedImage theImage() {
        return new TaggedImage(TAG, digest, Set.of(), ImageTime.created(EARLY));
    }

    @Test
    void whose_manifest_has_a_key_twice_is_named() {
        var manifest = "{\"schemaVersion\":2,\"annotations\":{\"a\":\"1\",\"a\":\"2\"}}";
        var odd = writer.put(ODD, MediaTypes.OCI_MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
        server.answerFirst(request -> request.path().matches(".*/manifests/(odd|" + odd + ")")
                ? Reply.of(200, MediaTypes.OCI_MANIFEST, manifest).with("Docker-Content-Digest", odd.value())
                : null);

        assertThat(known().images()).containsExactly(theImage());
        assertThat(known().unusable()).singleElement().satisfies(one -> {
            assertThat(one.tag()).isEqualTo(ODD);
            assertThat(one.why()).startsWith("has a manifest that ").contains("column 46");
        });
        assertThat(client().resolve(REPOSITORY, ODD)).isInstanceOf(Resolution.Unreadable.class);
    }

    @Test
    void of_a_build_cache_is_not_listed_and_its_layers_are_not_requested() {
        var layer = OciLayoutWriter.descriptor(MediaTypes.OCI_LAYER_GZIP, new byte[] {1});
        var index = Json.emptyObject();
        index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        index.putArray("manifests").add(layer);
        writer.put(ODD, MediaTypes.OCI_INDEX, Json.write(index));

        assertThat(known().withResolved(Map.of())).isEqualTo(new Listing.Known(known().order(), List.of(theImage())));
        assertThat(server.requests())
                .noneMatch(
                        request -> request.path().endsWith(layer.path("digest").textValue()));
    }

    @ParameterizedTest
    @CsvSource({"404, text/html, <h1>Not found</h1>", "500, text/plain, out of order", "200, text/plain, {}"})
    void for_which_the_registry_has_a_fault_is_named(int status, String type, String body) {
        writer.write(ODD, image(EARLY));
        server.answerFirst(request -> request.path().endsWith("/manifests/odd") ? Reply.of(status, type, body) : null);

        assertThat(known().images()).containsExactly(theImage());
        assertThat(known().unusable()).singleElement().satisfies(one -> {
            assertThat(one.tag()).isEqualTo(ODD);
            assertThat(one.why()).startsWith("cannot be read: the registry");
        });
    }

    @Test
    void is_a_fault_of_the_registry_if_there_is_no_other() {
        server.answerFirst(
                request -> request.path().contains("/manifests/") ? Reply.of(404, "text/html", "<h1>no</h1>") : null);

        assertThat(list())
                .isInstanceOfSatisfying(
                        Listing.Unavailable.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT));
    }

    /** Harbor's answers for an image that is not signed. */
    @Test
    void that_a_policy_of_its_project_refuses_is_named_and_the_image_is_listed() {
        writer.write(ODD, image(EARLY));
        server.answerFirst(request -> request.path().endsWith("/manifests/odd")
                ? Reply.of(
                        412,
                        "application/json; charset=utf-8",
                        request.method().equals("HEAD")
                                ? ""
                                : "{\"errors\":[{\"code\":\"PROJECTPOLICYVIOLATION\","
                                        + "\"message\":\"The image is not signed by cosign.\"}]}")
                : null);

        assertThat(known().images()).containsExactly(theImage());
        assertThat(known().unusable())
                .singleElement()
                .satisfies(one -> assertThat(one.why())
                        .contains("cannot be pulled: a policy of its project at the registry refuses it"));
        assertThat(client().resolve(REPOSITORY, ODD)).isInstanceOf(Resolution.NotPullable.class);
    }

    @Test
    void that_fails_for_another_reason_with_the_same_status_is_a_fault() {
        server.answerFirst(
                request -> request.path().endsWith("/manifests/odd") ? Reply.error(412, "PRECONDITION") : null);

        assertThat(Assertions.catchThrowable(() -> client().resolve(REPOSITORY, ODD)))
                .isInstanceOf(IdpException.class);
    }

    @Test
    void is_a_fault_of_the_registry_if_there_are_many() {
        for (int i = 0; i < 30; i++) {
            writer.write(Tag.parse("odd-" + i), image(EARLY));
        }
        server.answerFirst(request ->
                request.path().contains("/manifests/odd-") ? Reply.of(404, "text/html", "<h1>no</h1>") : null);

        assertThat(list()).isInstanceOf(Listing.Unavailable.class);
    }

    @Test
    void that_is_denied_is_a_problem_of_the_repository() {
        writer.write(ODD, image(EARLY));
        server.answerFirst(request -> request.path().endsWith("/manifests/odd") ? Reply.error(403, "DENIED") : null);

        assertThat(list())
                .isInstanceOfSatisfying(
                        Listing.Unavailable.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.REGISTRY_DENIED));
    }

    @Test
    void that_was_deleted_is_left_out() {
        writer.write(ODD, image(EARLY));
        server.answerFirst(
                request -> request.path().endsWith("/manifests/odd") ? Reply.error(404, "MANIFEST_UNKNOWN") : null);

        assertThat(known().withResolved(Map.of())).isEqualTo(new Listing.Known(known().order(), List.of(theImage())));
    }
}
