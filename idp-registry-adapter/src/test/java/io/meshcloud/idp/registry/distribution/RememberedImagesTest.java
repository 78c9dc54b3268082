// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.HOST;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.image.ImageFactsReader.ManifestFacts;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Resolution;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RememberedImagesTest extends ServedLayout {
    private static final ImageRepository OTHER = ImageRepository.parse(HOST + "/team-a/app1/prod");
    private static final String MANIFEST = "/v2/team-a/app1/dev/manifests/";

    @Test
    void an_image_that_was_listed_is_not_read_again_when_it_is_released() {
        var multi = Tag.parse("multi");
        writer.writeIndex(multi, List.of(image(EARLY), image(LATE).on("linux", "arm64")));
        var registry = client();
        registry.list(List.of(new Wanted(REPOSITORY, null)));

        assertThat(asked(() -> assertThat(
                                found(registry.resolve(REPOSITORY, multi)).time())
                        .isEqualTo(ImageTime.created(LATE))))
                .containsExactly("GET " + MANIFEST + multi, "HEAD " + MANIFEST + digest);
        assertThat(asked(() -> assertThat(
                                found(registry.resolve(REPOSITORY, digest)).time())
                        .isEqualTo(ImageTime.created(EARLY))))
                .containsExactly("GET " + MANIFEST + digest);
    }

    @Test
    void the_existence_of_an_image_is_checked_every_time() throws Exception {
        var registry = client();
        registry.resolve(REPOSITORY, TAG);

        Files.delete(root.resolve("team-a/app1/dev/blobs/sha256")
                .resolve(digest.value().substring("sha256:".length())));

        assertThat(registry.resolve(REPOSITORY, TAG)).isEqualTo(new Resolution.Missing());
        assertThat(registry.resolve(REPOSITORY, digest)).isEqualTo(new Resolution.Missing());
    }

    @Test
    void a_missing_part_is_requested_again() {
        var registry = client();
        server.answerFirst(request -> request.path().contains("/blobs/") ? Reply.error(404, "BLOB_UNKNOWN") : null);
        assertThat(registry.resolve(REPOSITORY, TAG)).isInstanceOf(Resolution.NotPullable.class);
        assertThat(registry.resolve(REPOSITORY, digest)).isInstanceOf(Resolution.NotPullable.class);

        server.answerFirst(request -> null);

        assertThat(found(registry.resolve(REPOSITORY, TAG)).time()).isEqualTo(ImageTime.created(EARLY));
        assertThat(found(registry.resolve(REPOSITORY, digest)).time()).isEqualTo(ImageTime.created(EARLY));
    }

    @Test
    void an_index_that_was_read_is_not_pullable_once_its_images_are_deleted() throws Exception {
        writer.writeIndex(TAG, List.of(image(EARLY), image(LATE).on("linux", "arm64")));
        var registry = client();
        var parts = found(registry.resolve(REPOSITORY, TAG)).parts();
        for (var part : parts) {
            Files.delete(root.resolve("team-a/app1/dev/blobs/sha256").resolve(part.hex()));
        }

        assertThat(registry.resolve(REPOSITORY, TAG))
                .isInstanceOfSatisfying(
                        Resolution.NotPullable.class,
                        it -> assertThat(it.why())
                                .startsWith("none of the 2 images that the index lists is in the repository: ")
                                .contains(parts.stream().map(Digest::value).toList()));
    }

    @Test
    void a_missing_image_of_an_index_is_requested_again() {
        var child = image(LATE).on("linux", "arm64");
        writer.writeIndex(TAG, List.of(image(EARLY), child));
        var digest = writer.write(Tag.parse("child"), child);
        var registry = client();
        server.answerFirst(
                request -> request.path().endsWith(digest.value()) ? Reply.error(404, "MANIFEST_UNKNOWN") : null);
        assertThat(found(registry.resolve(REPOSITORY, TAG)).time()).isNull();

        server.answerFirst(request -> null);

        assertThat(found(registry.resolve(REPOSITORY, TAG)).time()).isEqualTo(ImageTime.created(LATE));
    }

    @Test
    void another_repository_has_its_own_entries() {
        OciLayoutWriter.in(root, OTHER).write(TAG, image(EARLY));
        var registry = client();
        registry.resolve(REPOSITORY, TAG);

        assertThat(asked(() -> registry.resolve(OTHER, TAG))).hasSize(2);
    }

    @Test
    void a_tag_that_moves_is_another_image_at_once() {
        var registry = client();
        registry.resolve(REPOSITORY, TAG);

        var moved = writer.write(TAG, image(LATE));

        assertThat(found(registry.resolve(REPOSITORY, TAG)).digest()).isEqualTo(moved);
        assertThat(found(registry.resolve(REPOSITORY, TAG)).time()).isEqualTo(ImageTime.created(LATE));
    }

    @Test
    void the_least_recently_used_entry_is_evicted_and_missing_is_not_cached() {
        var images = new ResolutionCache(2);
        var digests = List.of("a", "b", "c").stream()
                .map(text -> Digest.of(text.getBytes(StandardCharsets.US_ASCII)))
                .toList();
        var something = new ManifestFacts(new Resolution.NotAnImage("x"), List.of());
        var missing = new ManifestFacts(new Resolution.Missing(), List.of());

        images.put(REPOSITORY, digests.get(0), something);
        images.put(REPOSITORY, digests.get(1), something);
        images.find(REPOSITORY, digests.get(0));
        images.put(REPOSITORY, digests.get(2), something);
        images.put(OTHER, digests.get(2), missing);

        assertThat(images.find(REPOSITORY, digests.get(0))).contains(something);
        assertThat(images.find(REPOSITORY, digests.get(1))).isEmpty();
        assertThat(images.find(REPOSITORY, digests.get(2))).contains(something);
        assertThat(images.find(OTHER, digests.get(2))).isEmpty();
    }

    @Test
    void an_index_with_many_images_counts_as_many_entries() {
        var images = new ResolutionCache(100);
        var parts = IntStream.range(0, 60)
                .mapToObj(number -> Digest.of(("part " + number).getBytes(StandardCharsets.US_ASCII)))
                .collect(Collectors.toSet());
        var one = Digest.of("one".getBytes(StandardCharsets.US_ASCII));
        var two = Digest.of("two".getBytes(StandardCharsets.US_ASCII));

        images.put(
                REPOSITORY,
                one,
                new ManifestFacts(new Resolution.Found(new ImageFacts(one, parts, null, null, null)), List.of()));
        images.put(
                REPOSITORY,
                one,
                new ManifestFacts(new Resolution.Found(new ImageFacts(one, parts, null, null, null)), List.of()));
        assertThat(images.find(REPOSITORY, one)).isPresent();
        images.put(
                REPOSITORY,
                two,
                new ManifestFacts(new Resolution.Found(new ImageFacts(two, parts, null, null, null)), List.of()));

        assertThat(images.find(REPOSITORY, one)).isEmpty();
        assertThat(images.find(REPOSITORY, two)).isPresent();
    }
}
