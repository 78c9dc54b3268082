// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.copy.ImageCopy;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutStoreTest {
    private static final ImageRepository PROD = ImageRepository.parse(Fixtures.HOST + "/team-a/app1/prod");

    @TempDir
    private Path root;

    private OciLayoutWriter writer;
    private LayoutStore store;
    private Digest image;
    private byte[] sbom;

    @BeforeEach
    void push() {
        writer = OciLayoutWriter.in(root, REPOSITORY);
        store = new LayoutStore(root, REPOSITORY);
        image = writer.write(TAG, image(EARLY));
        var about = store.manifest(image).orElseThrow();
        sbom = Fixtures.manifest(
                writer,
                "application/vnd.oci.empty.v1+json",
                "{}",
                List.of("application/spdx+json"),
                manifest -> manifest.set("subject", OciLayoutWriter.descriptor(about.mediaType(), about.array())));
    }

    /** Adds the SBOM to a list under a tag, as clients do for a registry without the referrers API. */
    private void leaveUnderATag() {
        writer.blob(sbom);
        var list = Json.emptyObject().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        list.putArray("manifests").add(descriptor());
        writer.put(Tag.parse("sha256-" + image.hex()), MediaTypes.OCI_INDEX, Json.write(list));
    }

    private ObjectNode descriptor() {
        return OciLayoutWriter.descriptor(MediaTypes.OCI_MANIFEST, sbom);
    }

    @Test
    void finds_referrers_in_the_index() {
        store.put(StoredManifest.of(MediaTypes.OCI_MANIFEST, sbom));

        assertThat(store.referrers(image, 10)).containsExactly(Digest.of(sbom));
    }

    @Test
    void finds_referrers_in_the_list_under_a_tag() {
        leaveUnderATag();

        assertThat(store.referrers(image, 10)).containsExactly(Digest.of(sbom));
    }

    @Test
    void finds_a_referrer_in_both_lists_once() {
        leaveUnderATag();
        store.put(StoredManifest.of(MediaTypes.OCI_MANIFEST, sbom));

        assertThat(store.referrers(image, 10)).containsExactly(Digest.of(sbom));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"subject\":7}", "{\"a\":1,\"a\":2}"})
    void copies_an_image_next_to_a_tag_that_cannot_be_read(String odd) {
        store.put(StoredManifest.of(MediaTypes.OCI_MANIFEST, sbom));
        writer.put(Tag.parse("odd"), MediaTypes.OCI_MANIFEST, odd.getBytes(StandardCharsets.UTF_8));
        var target = new LayoutStore(root, PROD);

        new ImageCopy(store, target, false).copy(image, TAG);

        assertThat(target.referrers(image, 10)).containsExactly(Digest.of(sbom));
    }

    @Test
    void lists_a_referrer_that_an_aborted_copy_did_not_list() {
        leaveUnderATag();
        var target = new LayoutStore(root, PROD);
        OciLayoutWriter.in(root, PROD).blob(sbom);

        new ImageCopy(store, target, false).copy(image, TAG);

        assertThat(target.referrers(image, 10)).containsExactly(Digest.of(sbom));
    }
}
