// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.image.DigestText;
import io.meshcloud.idp.registry.image.ImageConfig;
import io.meshcloud.idp.registry.image.ImageContents;
import io.meshcloud.idp.registry.image.Manifest;
import io.meshcloud.idp.registry.image.Part;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder of one repository as an OCI image layout. Reads only regular files up to the size limit, and never a file
 * outside of the registry's folder, even through a symbolic link. Every blob that is referenced must exist.
 *
 * <p>Source: OCI image specification, "Image layout".
 */
public final class OciLayout implements ImageContents {
    static final String MARKER = "oci-layout";
    static final String INDEX = "index.json";
    static final String BLOBS = "blobs";
    static final String VERSION = "1.0.0";
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final String VERSION_FIELD = "imageLayoutVersion";
    private static final String REWRITE_LAYOUT =
            "write the layout again, for example with skopeo copy docker://... oci:<folder>:<tag>";

    private final Path root;
    private final Path folder;

    /**
     * @param root the registry's folder
     * @param folder the repository's folder below it
     */
    OciLayout(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /**
     * Checks that the registry's folder exists. Otherwise its mapping is probably mistyped; reporting a missing image
     * would hide that.
     *
     * @throws IdpException {@link ProblemCode#REGISTRY_UNREACHABLE}
     */
    void requireRegistry(String host) {
        if (Files.notExists(root) || Files.isRegularFile(root)) {
            throw Problem.of(
                            ProblemCode.REGISTRY_UNREACHABLE,
                            "the folder of the registry " + Quoted.of(host)
                                    + (Files.notExists(root) ? " does not exist" : " is a file, not a folder"),
                            root.toString(),
                            "check the folder in " + RegistryConfig.FLAG + " " + host + "=oci:DIR")
                    .asException();
        }
    }

    /**
     * Whether the folder has at least a part of a layout; a folder that only contains other repositories has none. The
     * file {@code oci-layout} alone is a layout that is being created.
     */
    boolean exists() {
        for (var name : List.of(MARKER, INDEX, BLOBS)) {
            boolean isThere =
                    attributes(folder.resolve(name), LinkOption.NOFOLLOW_LINKS).isPresent();
            if (isThere && !name.equals(MARKER)) {
                return true;
            }
        }
        return false;
    }

    /** An entry of {@code index.json}. One that cannot be read is a problem of its own tag or digest only. */
    final class Entry {
        private final JsonNode json;

        private Entry(JsonNode json) {
            this.json = json;
        }

        /** The name in the entry's annotation; empty without one. */
        Optional<String> tag() {
            return Optional.ofNullable(Json.texts(json, "annotations").get(REF_NAME));
        }

        /** The digest; empty if it is not a SHA-256 digest. */
        Optional<Digest> sha256() {
            return Json.text(json, "digest")
                    .filter(text -> DigestText.isDigest(text) && !DigestText.isOfOtherAlgorithm(text))
                    .map(Digest::parse);
        }

        boolean has(Digest digest) {
            return Json.text(json, "digest").equals(Optional.of(digest.value()));
        }

        /**
         * The entry's reference.
         *
         * @throws IdpException {@link ProblemCode#LAYOUT_CORRUPT}
         */
        Descriptor descriptor() {
            try {
                return Descriptor.parse(json);
            } catch (MalformedException e) {
                throw corrupt(indexFile(), e.why());
            }
        }
    }

    /**
     * The entries of {@code index.json}.
     *
     * @throws IdpException {@link ProblemCode#LAYOUT_CORRUPT} also for an entry without a tag that cannot be read
     */
    List<Entry> entries() {
        var marker = object(folder.resolve(MARKER));
        var version = Json.text(marker, VERSION_FIELD).orElse("");
        if (!version.equals(VERSION)) {
            throw corrupt(
                    folder.resolve(MARKER),
                    "has the " + VERSION_FIELD + " " + Quoted.of(version) + " instead of '" + VERSION + "'");
        }
        var file = folder.resolve(INDEX);
        var manifests = object(file).path("manifests");
        if (!manifests.isArray()) {
            throw corrupt(file, "has no list of manifests");
        }
        var entries = new ArrayList<Entry>();
        for (var json : manifests) {
            var entry = new Entry(json);
            if (entry.tag().isEmpty()) {
                entry.descriptor();
            }
            entries.add(entry);
        }
        return entries;
    }

    @Override
    public Part<Manifest> manifest(Descriptor descriptor) {
        return Part.of(requireManifest(descriptor));
    }

    Manifest requireManifest(Descriptor descriptor) {
        try {
            return Manifest.parse(requireBlob(descriptor), descriptor.mediaType());
        } catch (MalformedException e) {
            throw corrupt(blobFile(requireSha256(descriptor)), e.why());
        }
    }

    @Override
    public Part<ImageConfig> config(Descriptor descriptor) {
        return Part.of(ImageConfig.parse(requireBlob(descriptor)));
    }

    Digest requireSha256(Descriptor descriptor) {
        return descriptor
                .sha256()
                .orElseThrow(() -> corrupt(
                        indexFile(), "references " + descriptor.digest() + ", and only sha256 can be verified"));
    }

    private byte[] requireBlob(Descriptor descriptor) {
        var digest = requireSha256(descriptor);
        var file = blobFile(digest);
        var bytes = blob(digest).orElseThrow(() -> missing(file));
        if (bytes.length != descriptor.size()) {
            throw corrupt(file, "has " + bytes.length + " bytes, but is referenced with " + descriptor.size());
        }
        return bytes;
    }

    /** The path of a blob, which need not exist. */
    Path blobFile(Digest digest) {
        return folder.resolve(BLOBS).resolve("sha256").resolve(digest.hex());
    }

    Path indexFile() {
        return folder.resolve(INDEX);
    }

    /**
     * The verified bytes of a blob; empty when it is missing.
     *
     * @throws IdpException {@link ProblemCode#DIGEST_MISMATCH} for bytes of another digest,
     *     {@link ProblemCode#LAYOUT_CORRUPT} for a blob that is too large
     */
    Optional<byte[]> blob(Digest digest) {
        var file = blobFile(digest);
        return read(file).map(bytes -> {
            var actual = Digest.of(bytes);
            if (!actual.equals(digest)) {
                throw Problem.of(
                                ProblemCode.DIGEST_MISMATCH,
                                "the blob's bytes have the digest " + actual + ", not that of the file's name",
                                file.toString(),
                                REWRITE_LAYOUT)
                        .asException();
            }
            return bytes;
        });
    }

    boolean has(Digest digest) {
        return attributes(blobFile(digest)).isPresent();
    }

    /** A blob of any size as a stream, not verified. */
    InputStream open(Digest digest) {
        var file = blobFile(digest);
        if (!has(digest)) {
            throw missing(file);
        }
        try {
            return Files.newInputStream(contained(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Whether a blob is too large to be a manifest. */
    boolean isLarge(Digest digest) {
        return attributes(blobFile(digest))
                .map(attributes -> attributes.size() > Json.MAX_BYTES)
                .orElse(false);
    }

    private static IdpException missing(Path file) {
        return corrupt(file, "is missing, but is referenced");
    }

    static IdpException corrupt(Path file, String why) {
        return Problem.of(ProblemCode.LAYOUT_CORRUPT, file.getFileName() + " " + why, file.toString(), REWRITE_LAYOUT)
                .asException();
    }

    static IdpException tooLarge(Path file) {
        return corrupt(file, "is larger than " + Json.MAX_BYTES + " bytes");
    }

    private ObjectNode object(Path file) {
        var bytes = read(file).orElseThrow(() -> corrupt(file, "is missing"));
        try {
            return Json.object(bytes);
        } catch (MalformedException e) {
            throw corrupt(file, e.why());
        }
    }

    private Optional<byte[]> read(Path file) {
        if (attributes(file, LinkOption.NOFOLLOW_LINKS).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(readLimited(contained(file)));
        } catch (NoSuchFileException e) {
            throw corrupt(file, "is a symbolic link to nothing");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Reads a small file.
     *
     * @throws IdpException {@link ProblemCode#LAYOUT_CORRUPT} if the file is larger than {@link Json#MAX_BYTES}
     */
    static byte[] readLimited(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(Json.MAX_BYTES + 1);
            if (bytes.length > Json.MAX_BYTES) {
                throw tooLarge(file);
            }
            return bytes;
        }
    }

    /** Refuses a folder, a pipe or a device. */
    static void requireRegular(Path file) {
        if (!Files.isRegularFile(file)) {
            throw corrupt(file, "is not a regular file");
        }
    }

    private Path contained(Path file) throws IOException {
        var real = file.toRealPath();
        if (!real.startsWith(root.toRealPath()) || !real.startsWith(folder.toRealPath())) {
            throw corrupt(file, "is a symbolic link to a file outside of the layout");
        }
        requireRegular(real);
        return real;
    }

    private static Optional<BasicFileAttributes> attributes(Path file, LinkOption... options) {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, options));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static IdpException unreadable(Path file, IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return Problem.of(
                            ProblemCode.REGISTRY_DENIED,
                            "the image layout may not be read by the user that runs idp",
                            file.toString(),
                            "give that user the right to read the layout's files and to enter its folders")
                    .asException(cause);
        }
        return Problem.of(
                        ProblemCode.REGISTRY_FAULT,
                        "the image layout cannot be read: the file system reports an error",
                        file.toString(),
                        "check the disk, and that every part of the path except the last is a folder")
                .untilChanged()
                .asException(cause);
    }
}
