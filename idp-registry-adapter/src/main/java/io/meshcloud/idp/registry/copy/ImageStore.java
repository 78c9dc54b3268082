package io.meshcloud.idp.registry.copy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.image.VerifiedStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** One repository, to copy from and to. Failures are problems, as everywhere with registries. */
public interface ImageStore {
    ImageRepository repository();

    /** Verified; empty if it is not there. */
    Optional<StoredManifest> manifest(Digest digest);

    /** The same by a tag. */
    Optional<StoredManifest> manifest(Tag tag);

    boolean hasManifest(Digest digest);

    boolean hasBlob(Digest digest);

    /** The bytes as they come, not verified yet; the caller closes it. */
    Blob blob(Digest digest);

    /**
     * Descriptors of what says that it is about this manifest: signatures, attestations, SBOMs.
     *
     * <p>Source: OCI distribution specification, "Listing Referrers".
     */
    List<ObjectNode> referrers(Digest subject);

    /** Takes a blob over from another repository of the same registry; false if it does not. */
    boolean mount(Digest digest, ImageRepository from);

    /** Takes a blob in. */
    void upload(Digest digest, long size, VerifiedStream content);

    /**
     * Takes a manifest in, behind everything that it points to.
     *
     * @return whether the registry itself will list it among the referrers of its subject
     */
    boolean put(StoredManifest manifest);

    /** Gives a manifest that is there a tag. */
    void tag(StoredManifest manifest, Tag tag);

    /**
     * A blob on its way.
     *
     * @param where it comes from, as a problem tells it: a URL's query may be a signature
     */
    record Blob(InputStream content, String where) {}
}
