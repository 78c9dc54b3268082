// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image in a repository, named by tag, by digest or by both. If both are present, the digest decides and the tag is
 * for people (ADR-004, "Companion file": effective reference = repository@digest).
 *
 * @param repository the repository that contains the image
 * @param tag absent if the image is named by its digest only
 * @param digest absent if the image is named by its tag only
 */
public record ImageReference(
        ImageRepository repository,
        @Nullable Tag tag,
        @Nullable Digest digest) {
    public ImageReference {
        Objects.requireNonNull(repository, "repository");
        if (tag == null && digest == null) {
            throw Problem.of(
                            ProblemCode.INVALID_IMAGE,
                            Quoted.of(repository.toString()) + " names a repository, but no image in it",
                            "",
                            "add a tag (:1.2.3) or a digest (@sha256:...); there is no default tag")
                    .asException();
        }
    }

    /**
     * Parses {@code host/path[:tag][@digest]}.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_IMAGE} if it is not such a
     *     reference
     */
    public static ImageReference parse(String value) {
        Objects.requireNonNull(value, "value");
        int at = value.lastIndexOf('@');
        int slash = value.indexOf('/');
        if (value.contains("://") || (at >= 0 && at < slash)) {
            // Not a reference. The parser of repositories reports this without showing a password.
            return new ImageReference(ImageRepository.parse(value), null, null);
        }
        @Nullable Digest digest = at < 0 ? null : Digest.parse(value.substring(at + 1));
        var named = at < 0 ? value : value.substring(0, at);
        int colon = named.lastIndexOf(':');
        boolean tagged = slash >= 0 && colon > slash;
        @Nullable Tag tag = tagged ? Tag.parse(named.substring(colon + 1)) : null;
        return new ImageReference(ImageRepository.parse(tagged ? named.substring(0, colon) : named), tag, digest);
    }

    public Optional<Tag> optionalTag() {
        return Optional.ofNullable(tag);
    }

    public Optional<Digest> optionalDigest() {
        return Optional.ofNullable(digest);
    }

    /** {@code host/path[:tag][@digest]}. */
    @Override
    public String toString() {
        return repository + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }
}
