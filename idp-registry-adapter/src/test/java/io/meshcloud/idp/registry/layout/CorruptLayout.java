// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A layout with one image that tests corrupt, and the assertions of the problem. */
abstract class CorruptLayout {
    @TempDir
    Path root;

    Path folder;
    OciLayoutWriter writer;
    Digest digest;

    @BeforeEach
    void write() {
        folder = root.resolve("team-a/app1/dev");
        writer = OciLayoutWriter.in(root, REPOSITORY);
        digest = writer.write(TAG, image(EARLY));
    }

    void moveAndLink(Path from, Path to) throws IOException {
        Files.move(from, to);
        Files.createSymbolicLink(from, to);
    }

    void editFirstEntry(Consumer<ObjectNode> edit) throws IOException {
        try {
            var json = Json.object(Files.readAllBytes(folder.resolve("index.json")));
            edit.accept((ObjectNode) json.path("manifests").get(0));
            Files.write(folder.resolve("index.json"), Json.write(json));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    Digest configDigest() throws IOException {
        try {
            var manifest = Json.object(Files.readAllBytes(blob(digest)));
            return Digest.parse(manifest.path("config").path("digest").textValue());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    Path blob(Digest named) {
        return folder.resolve("blobs/sha256").resolve(named.hex());
    }

    static void flipLastByte(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    Problem resolve() {
        return problemOf(() -> new OciLayoutImageRegistry(root).resolve(REPOSITORY, TAG));
    }

    Problem resolveDigest() {
        return problemOf(() -> new OciLayoutImageRegistry(root).resolve(REPOSITORY, digest));
    }

    void assertCorrupt(String file, String why) {
        var problem = resolve();
        assertThat(problem.code()).isEqualTo(ProblemCode.LAYOUT_CORRUPT);
        assertThat(problem.where()).isEqualTo(folder.resolve(file).toString());
        assertThat(problem.what()).contains(why);
        assertThat(problem.fix()).isNotBlank();
    }

    void assertLies(Problem problem, Digest named) {
        assertThat(problem.code()).isEqualTo(ProblemCode.DIGEST_MISMATCH);
        assertThat(problem.where()).isEqualTo(blob(named).toString());
    }
}
