package io.meshcloud.idp.registry.layout;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.image.ImageContents;
import io.meshcloud.idp.registry.image.Manifest;
import io.meshcloud.idp.registry.json.MalformedException;
import java.util.Optional;

/** The parts of an image in a layout, where everything that is pointed to has to be there. */
final class LayoutContents implements ImageContents {
    private final OciLayout layout;

    LayoutContents(OciLayout layout) {
        this.layout = layout;
    }

    @Override
    public Optional<Manifest> manifest(Descriptor descriptor) {
        return Optional.of(parsed(descriptor));
    }

    @Override
    public Optional<byte[]> config(Descriptor descriptor) {
        return Optional.of(bytes(descriptor));
    }

    Manifest parsed(Descriptor descriptor) {
        try {
            return Manifest.parse(bytes(descriptor), descriptor.mediaType());
        } catch (MalformedException e) {
            throw OciLayout.corrupt(layout.blobFile(digest(descriptor)), e.why());
        }
    }

    Digest digest(Descriptor descriptor) {
        return descriptor
                .sha256()
                .orElseThrow(() -> OciLayout.corrupt(
                        layout.indexFile(), "leads to " + descriptor.digest() + ", and only sha256 can be checked"));
    }

    private byte[] bytes(Descriptor descriptor) {
        var digest = digest(descriptor);
        var file = layout.blobFile(digest);
        var bytes = layout.blob(digest).orElseThrow(() -> OciLayout.corrupt(file, "is missing, and is pointed to"));
        if (bytes.length != descriptor.size()) {
            throw OciLayout.corrupt(file, "has " + bytes.length + " bytes, and is announced with " + descriptor.size());
        }
        return bytes;
    }
}
