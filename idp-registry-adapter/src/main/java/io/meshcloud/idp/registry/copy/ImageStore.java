// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.copy;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.image.VerifiedStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * One repository, to copy images from and to. Every method may throw an
 * {@link io.meshcloud.idp.contract.problem.IdpException} when the registry fails.
 */
public interface ImageStore {
    ImageRepository repository();

    /** The verified manifest; empty if it is missing. */
    Optional<StoredManifest> manifest(Digest digest);

    /** The manifest of a tag. */
    Optional<StoredManifest> manifest(Tag tag);

    boolean hasManifest(Digest digest);

    boolean hasBlob(Digest digest);

    /** The blob as a stream, not verified; the caller closes it. */
    Blob blob(Digest digest);

    /**
     * The manifests whose subject is this manifest: signatures, attestations, SBOMs. Those with a digest of another
     * algorithm than SHA-256 are left out, because they cannot be verified.
     *
     * <p>Source: OCI distribution specification, "Listing Referrers".
     *
     * @param limit how many are needed; if there are more, one more than the limit is returned
     */
    List<Digest> referrers(Digest subject, int limit);

    /** Mounts a blob from another repository of the same registry; false if the registry does not. */
    boolean mount(Digest digest, ImageRepository from);

    void upload(Digest digest, long size, VerifiedStream content);

    /**
     * Writes a manifest, after everything that it references.
     *
     * @return whether the registry itself lists the manifest among the referrers of its subject; true without a subject
     */
    boolean put(StoredManifest manifest);

    /** Tags a manifest that exists. */
    void tag(StoredManifest manifest, Tag tag);

    /**
     * A blob that is being read.
     *
     * @param where its place in problems, without a URL's query, which may be a signature
     */
    record Blob(InputStream content, String where) {}
}
