// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A layout with an image and a tag that cannot be read: the image is listed, and the tag is named. */
class UnreadableLayoutTagTest extends CorruptLayout {
    private static final Tag ODD = Tag.parse("odd");

    private Listing list() {
        return new OciLayoutImageRegistry(root)
                .list(List.of(new Wanted(REPOSITORY, null)))
                .get(REPOSITORY);
    }

    private void assertOddIsNamed(String file) {
        assertThat(list()).isInstanceOfSatisfying(Listing.Known.class, known -> {
            assertThat(known.images()).extracting(TaggedImage::digest).containsExactly(digest);
            assertThat(known.unusable()).singleElement().satisfies(one -> {
                assertThat(one.tag()).isEqualTo(ODD);
                assertThat(one.why())
                        .startsWith("cannot be read: ")
                        .contains(folder.resolve(file).toString());
            });
        });
    }

    private static String file(Digest named) {
        return "blobs/sha256/" + named.hex();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"schemaVersion\":2}",
                "{\"schemaVersion\":2,\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":{},\"config\":{}}"
            })
    void of_a_manifest_that_cannot_be_read(String manifest) {
        var odd = writer.put(ODD, MediaTypes.OCI_MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));

        assertOddIsNamed(file(odd));
    }

    @Test
    void of_a_manifest_that_is_too_deep_or_too_large() {
        var deep = writer.put(
                ODD, MediaTypes.OCI_MANIFEST, "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        assertOddIsNamed(file(deep));

        var large = writer.put(ODD, MediaTypes.OCI_MANIFEST, new byte[Json.MAX_BYTES + 1]);
        assertOddIsNamed(file(large));
    }

    @Test
    void of_an_image_without_its_manifest() throws IOException {
        var odd = writer.write(ODD, image(LATE));
        Files.delete(blob(odd));

        assertOddIsNamed(file(odd));
    }

    @Test
    void of_an_image_without_its_config() throws Exception {
        var odd = writer.write(ODD, image(LATE));
        var config = Digest.parse(Json.object(Files.readAllBytes(blob(odd)))
                .path("config")
                .path("digest")
                .textValue());
        Files.delete(blob(config));

        assertOddIsNamed(file(config));
    }

    @Test
    void of_an_index_without_one_of_its_images() throws IOException {
        var image = writer.write(Tag.parse("gone"), image(LATE));
        writer.writeIndex(ODD, List.of(image(EARLY), image(LATE)));
        editFirstEntries();
        Files.delete(blob(image));

        assertOddIsNamed(file(image));
    }

    /** Removes the tag of the image of the index. */
    private void editFirstEntries() throws IOException {
        var index = folder.resolve("index.json");
        Files.writeString(index, Files.readString(index).replace("\"gone\"", "\"not a tag\""));
    }

    @Test
    void of_a_manifest_with_other_bytes() throws IOException {
        var odd = writer.write(ODD, image(LATE));
        flipLastByte(blob(odd));

        assertOddIsNamed(file(odd));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "7", "1.5", "\"x\"", "null"})
    void of_an_entry_with_a_wrong_size(String size) throws IOException {
        var odd = writer.write(ODD, image(LATE));
        var index = folder.resolve("index.json");
        var text = Files.readString(index);
        int at = text.indexOf("\"size\":", text.indexOf(odd.hex()));
        int from = at < 0 ? text.lastIndexOf("\"size\":") : at;
        int end = from + "\"size\":".length();
        int stop = end;
        while (Character.isDigit(text.charAt(stop))) {
            stop++;
        }
        Files.writeString(index, text.substring(0, end) + size + text.substring(stop));

        assertOddIsNamed(size.equals("7") ? file(odd) : "index.json");
    }

    @Test
    void of_two_digests() throws IOException {
        writer.write(ODD, image(LATE));
        writer.write(Tag.parse("other"), image(LATE.plusSeconds(1)));
        var index = folder.resolve("index.json");
        Files.writeString(index, Files.readString(index).replace("\"other\"", "\"odd\""));

        assertOddIsNamed("index.json");
    }

    @Test
    void makes_the_repository_unavailable_if_there_is_no_other() throws IOException {
        Files.delete(blob(digest));

        assertThat(list())
                .isInstanceOfSatisfying(
                        Listing.Unavailable.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.LAYOUT_CORRUPT));
    }
}
