// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Resolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutImageRegistryTest {
    @TempDir
    Path root;

    private OciLayoutImageRegistry registry;
    private OciLayoutWriter writer;

    @BeforeEach
    void open() {
        registry = new OciLayoutImageRegistry(root);
        writer = OciLayoutWriter.in(root, REPOSITORY);
    }

    @Test
    void a_tag_resolves_to_its_image() {
        var digest = writer.write(TAG, image(EARLY));
        writer.write(Tag.parse("2.0.0"), image(LATE));

        var facts = found(registry.resolve(REPOSITORY, TAG));

        assertThat(facts.digest()).isEqualTo(digest);
        assertThat(facts.time()).isEqualTo(ImageTime.created(EARLY));
    }

    @Test
    void a_moved_tag_resolves_to_the_later_image_and_the_old_digest_stays() {
        var old = writer.write(TAG, image(EARLY));
        var moved = writer.write(TAG, image(LATE));

        assertThat(found(registry.resolve(REPOSITORY, TAG)).digest()).isEqualTo(moved);
        assertThat(found(registry.resolve(REPOSITORY, old)).time()).isEqualTo(ImageTime.created(EARLY));
    }

    @Test
    void an_index_resolves_by_tag_and_its_images_by_their_digests() {
        var images = List.of(image(EARLY), image(LATE).on("linux", "arm64"));
        var index = writer.writeIndex(TAG, images);
        var child = writer.write(Tag.parse("child"), images.get(0));

        var facts = found(registry.resolve(REPOSITORY, TAG));

        assertThat(facts.digest()).isEqualTo(index);
        assertThat(facts.time()).isEqualTo(ImageTime.created(LATE));
        assertThat(found(registry.resolve(REPOSITORY, child)).time()).isEqualTo(ImageTime.created(EARLY));
    }

    @Test
    void nested_indexes_are_walked_for_the_newest_image() throws IOException {
        var inner = writer.writeIndex(Tag.parse("inner"), List.of(image(EARLY), image(LATE)));
        var innerBytes = bytes(inner);
        var outer = Json.emptyObject();
        outer.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        outer.putArray("manifests").add(OciLayoutWriter.descriptor(MediaTypes.OCI_INDEX, innerBytes));
        var digest = writer.put(TAG, MediaTypes.OCI_INDEX, Json.write(outer));

        var facts = found(registry.resolve(REPOSITORY, TAG));

        assertThat(facts.digest()).isEqualTo(digest);
        assertThat(facts.time()).isEqualTo(ImageTime.created(LATE));
    }

    @Test
    void an_image_that_was_not_pushed_is_missing() {
        var missing = new Resolution.Missing();
        assertThat(registry.resolve(REPOSITORY, TAG)).isEqualTo(missing);
        assertThat(registry.resolve(REPOSITORY, Digest.of(new byte[0]))).isEqualTo(missing);

        writer.write(TAG, image(EARLY));

        assertThat(registry.resolve(REPOSITORY, Tag.parse("other"))).isEqualTo(missing);
        assertThat(registry.resolve(REPOSITORY, Digest.of(new byte[0]))).isEqualTo(missing);
    }

    @Test
    void a_registry_folder_that_does_not_exist_is_a_broken_mapping() {
        assertBrokenMapping(root.resolve("nowhere"), "does not exist");
    }

    @Test
    void a_file_in_place_of_the_registry_folder_is_a_broken_mapping() throws IOException {
        assertBrokenMapping(Files.writeString(root.resolve("file"), "text"), "not a folder");
    }

    private static void assertBrokenMapping(Path folder, String why) {
        var mapped = new OciLayoutImageRegistry(folder);

        for (var problem : List.of(
                problemOf(() -> mapped.resolve(REPOSITORY, TAG)),
                problemOf(() -> mapped.resolve(REPOSITORY, Digest.of(new byte[0]))))) {
            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(problem.what()).contains(Fixtures.HOST).contains(why);
            assertThat(problem.where()).isEqualTo(folder.toString());
            assertThat(problem.fix()).contains("--registry " + Fixtures.HOST + "=oci:DIR");
        }
    }

    @Test
    void a_folder_that_only_contains_other_repositories_has_no_images() {
        writer.write(TAG, image(EARLY));
        var above = ImageRepository.parse(Fixtures.HOST + "/team-a/app1");

        assertThat(registry.resolve(above, TAG)).isEqualTo(new Resolution.Missing());
    }

    @Test
    void a_layer_or_a_config_is_not_found_by_its_digest() {
        writer.write(TAG, image(EARLY));
        var json = writer.blob("{\"created\":\"2026-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8));
        var large = writer.blob(new byte[Json.MAX_BYTES + 1]);

        assertThat(registry.resolve(REPOSITORY, json)).isEqualTo(new Resolution.Missing());
        assertThat(registry.resolve(REPOSITORY, large)).isEqualTo(new Resolution.Missing());
    }

    @Test
    void repositories_with_different_paths_do_not_see_each_other() {
        var digest = writer.write(TAG, image(EARLY));
        var other = ImageRepository.parse(Fixtures.HOST + "/team-b/app1/dev");
        OciLayoutWriter.in(root, other).write(Tag.parse("x"), image(LATE));

        assertThat(registry.resolve(other, TAG)).isEqualTo(new Resolution.Missing());
        assertThat(registry.resolve(other, digest)).isEqualTo(new Resolution.Missing());
    }

    @Test
    void two_entries_of_one_tag_and_one_digest_are_consistent() throws Exception {
        var digest = writer.write(TAG, image(EARLY));
        var index = root.resolve("team-a/app1/dev/index.json");
        var json = Json.object(Files.readAllBytes(index));
        json.withArray("manifests").add(json.path("manifests").get(0).deepCopy());
        Files.write(index, Json.write(json));

        assertThat(found(registry.resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);
    }

    private byte[] bytes(Digest digest) throws IOException {
        return Files.readAllBytes(root.resolve("team-a/app1/dev/blobs/sha256/" + digest.hex()));
    }
}
