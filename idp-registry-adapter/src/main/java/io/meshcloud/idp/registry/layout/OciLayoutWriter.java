// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes small, real images to the layout of one repository, as a push would. Readers see the tag's old image or its
 * new one, never a part of it: blobs are written first, {@code index.json} is replaced last and atomically. Safe for
 * use by many threads, and by many processes on one machine: they take turns by a lock on a file in the layout, so none
 * loses a tag of another. Programs that do not know this lock, and file systems without locks between machines, can
 * still lose a tag.
 *
 * <p>A tag is moved even if another image has it at that moment. A caller that first checks whether the tag is free, as
 * a copy does, may overwrite a tag that another process writes in between.
 *
 * <p>Source: OCI image specification, "Image layout".
 */
public final class OciLayoutWriter {
    private static final String LOCK = ".idp.lock";
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final Path folder;

    /**
     * @param folder the folder of the repository's layout, created when it is missing
     */
    public OciLayoutWriter(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** A writer for a repository of the registry that {@link OciLayoutImageRegistry} reads in a folder. */
    public static OciLayoutWriter in(Path root, ImageRepository repository) {
        return new OciLayoutWriter(OciLayoutImageRegistry.folder(root, repository));
    }

    /**
     * Writes an image and moves the tag to it.
     *
     * @return the manifest's digest
     */
    public Digest write(Tag tag, OciImage image) {
        return put(tag, MediaTypes.OCI_MANIFEST, manifest(image));
    }

    /**
     * Writes an index of images for several platforms and moves the tag to it.
     *
     * @return the index's digest
     */
    public Digest writeIndex(Tag tag, List<OciImage> images) {
        var index = Json.emptyObject();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaTypes.OCI_INDEX);
        var manifests = index.putArray("manifests");
        for (var image : images) {
            var manifest = manifest(image);
            blob(manifest);
            var entry = descriptor(MediaTypes.OCI_MANIFEST, manifest);
            entry.putObject("platform")
                    .put("architecture", image.architecture())
                    .put("os", image.os());
            manifests.add(entry);
        }
        return put(tag, MediaTypes.OCI_INDEX, Json.write(index));
    }

    /** Writes a manifest of any kind as it is, and moves the tag to it. */
    public Digest put(Tag tag, String mediaType, byte[] manifest) {
        var digest = blob(manifest);
        setTag(tag, descriptor(mediaType, manifest));
        return digest;
    }

    /** Writes a blob. */
    public Digest blob(byte[] bytes) {
        var digest = Digest.of(bytes);
        replace(blobFile(digest), bytes);
        return digest;
    }

    /** Writes a blob of any size; if reading it fails, nothing is written. */
    public void blob(Digest digest, InputStream content) {
        replace(blobFile(digest), temporary -> Files.copy(content, temporary));
    }

    /** The file of a blob, in a layout that exists. */
    private Path blobFile(Digest digest) {
        createIfMissing();
        var blobs = folder.resolve(OciLayout.BLOBS).resolve("sha256");
        try {
            Files.createDirectories(blobs);
        } catch (IOException e) {
            throw notWritable(blobs, e);
        }
        return blobs.resolve(digest.hex());
    }

    /** Adds a manifest to the index without a tag, unless the index has it. */
    void addUntagged(ObjectNode descriptor) {
        locked(() -> {
            var index = index();
            var manifests = manifests(index);
            for (var entry : manifests) {
                if (entry.path("digest").equals(descriptor.path("digest"))) {
                    return;
                }
            }
            manifests.add(descriptor);
            write(index);
        });
    }

    public static ObjectNode descriptor(String mediaType, byte[] bytes) {
        return Json.emptyObject()
                .put("mediaType", mediaType)
                .put("digest", Digest.of(bytes).value())
                .put("size", bytes.length);
    }

    /** Writes the config and the layer of an image. */
    private byte[] manifest(OciImage image) {
        var tar = LayerArchive.tar(image.files(), image.created());
        var layer = LayerArchive.gzip(tar);
        var config = config(image, tar);
        blob(layer);
        blob(config);
        var manifest = Json.emptyObject();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.set("config", descriptor(MediaTypes.OCI_CONFIG, config));
        manifest.putArray("layers").add(descriptor(MediaTypes.OCI_LAYER_GZIP, layer));
        return Json.write(manifest);
    }

    private static byte[] config(OciImage image, byte[] tar) {
        var config = Json.emptyObject();
        config.put("created", image.created().toString());
        config.put("architecture", image.architecture());
        config.put("os", image.os());
        var run = config.putObject("config");
        if (!image.user().isEmpty()) {
            run.put("User", image.user());
        }
        if (!image.entrypoint().isEmpty()) {
            image.entrypoint().forEach(run.putArray("Entrypoint")::add);
        }
        if (!image.labels().isEmpty()) {
            new TreeMap<>(image.labels()).forEach(run.putObject("Labels")::put);
        }
        config.putObject("rootfs")
                .put("type", "layers")
                .putArray("diff_ids")
                .add(Digest.of(tar).value());
        config.putArray("history").addObject().put("created", image.created().toString());
        return Json.write(config);
    }

    private void setTag(Tag tag, ObjectNode descriptor) {
        locked(() -> {
            var index = index();
            var manifests = manifests(index);
            for (var entries = manifests.elements(); entries.hasNext(); ) {
                if (tag.value().equals(Json.texts(entries.next(), "annotations").get(OciLayout.REF_NAME))) {
                    entries.remove();
                }
            }
            descriptor.putObject("annotations").put(OciLayout.REF_NAME, tag.value());
            manifests.add(descriptor);
            write(index);
        });
    }

    /** Runs an action while no other thread or process runs one on this layout. */
    private synchronized void locked(Runnable action) {
        var file = folder.resolve(LOCK);
        try {
            Files.createDirectories(folder);
            try (var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                lock(channel);
                action.run();
            }
        } catch (IOException e) {
            throw notWritable(file, e);
        }
    }

    /** Waits for the lock, which closing the channel releases. */
    private static void lock(FileChannel channel) throws IOException {
        long start = System.nanoTime();
        while (true) {
            try {
                if (channel.tryLock() != null) {
                    return;
                }
            } catch (OverlappingFileLockException e) {
                // Another instance in this process has the lock, which Java reports in this way.
            }
            if (System.nanoTime() - start > MAX_WAIT.toNanos()) {
                throw new IOException("another process keeps the layout locked");
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private static ArrayNode manifests(ObjectNode index) {
        return index.path("manifests") instanceof ArrayNode present ? present : index.putArray("manifests");
    }

    /** Writes the index, unless no reader would accept its size. */
    private void write(ObjectNode index) {
        var file = folder.resolve(OciLayout.INDEX);
        var bytes = Json.write(index);
        if (bytes.length > Json.MAX_BYTES) {
            throw OciLayout.tooLarge(file);
        }
        replace(file, bytes);
    }

    /** Creates a layout without images first, so that the folder is a valid layout, or none yet, after any failure. */
    private void createIfMissing() {
        if (Files.exists(folder.resolve(OciLayout.INDEX)) && Files.exists(folder.resolve(OciLayout.MARKER))) {
            return;
        }
        locked(() -> {
            var marker = folder.resolve(OciLayout.MARKER);
            if (Files.notExists(marker)) {
                replace(marker, Json.write(Json.emptyObject().put("imageLayoutVersion", OciLayout.VERSION)));
            }
            if (Files.notExists(folder.resolve(OciLayout.INDEX))) {
                write(index());
            }
        });
    }

    private ObjectNode index() {
        var file = folder.resolve(OciLayout.INDEX);
        try {
            if (Files.exists(file)) {
                OciLayout.requireRegular(file);
                return Json.object(OciLayout.readLimited(file));
            }
            var empty = Json.emptyObject().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
            empty.putArray("manifests");
            return empty;
        } catch (MalformedException e) {
            throw OciLayout.corrupt(file, e.why());
        } catch (IOException e) {
            throw notWritable(file, e);
        }
    }

    private void replace(Path file, byte[] bytes) {
        replace(file, temporary -> Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW));
    }

    /** Writes a file that does not exist yet. */
    @FunctionalInterface
    private interface ContentWriter {
        void writeTo(Path file) throws IOException;
    }

    private void replace(Path file, ContentWriter content) {
        try {
            // Not Files.createTempFile: only the owner could read the file, also after it was moved.
            var temporary = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
            try {
                content.writeTo(temporary);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw notWritable(file, e);
        }
    }

    private static RuntimeException notWritable(Path file, IOException cause) {
        return Problem.of(
                        ProblemCode.DIRECTORY_NOT_WRITABLE,
                        "the image layout cannot be written",
                        file.toString(),
                        "choose a folder that the user running idp may write to, on a disk that is not full")
                .asException(cause);
    }
}
