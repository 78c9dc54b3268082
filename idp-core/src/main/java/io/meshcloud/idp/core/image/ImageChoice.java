// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.image;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.Objects;
import java.util.Optional;

/** Which image a person asks for: in the environment's own repository by tag or digest, or by a whole reference. */
public sealed interface ImageChoice {

    /** The repository that was named; empty means the environment's. */
    default Optional<ImageRepository> repository() {
        return Optional.empty();
    }

    default Optional<Tag> tag() {
        return Optional.empty();
    }

    /** The digest; if both are named, the digest decides and the tag is for people. */
    default Optional<Digest> digest() {
        return Optional.empty();
    }

    /**
     * Reads {@code 1.2.3}, {@code sha256:...} or {@code host/path[:tag][@digest]}.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_IMAGE} if the text has another
     *     form
     */
    static ImageChoice parse(String value) {
        if (value.isEmpty()) {
            throw Problem.of(
                            ProblemCode.INVALID_IMAGE,
                            "no image is named",
                            "",
                            "write a tag (1.2.3), a digest (sha256:...) or a reference (host/path:tag)")
                    .asException();
        }
        if (value.indexOf('/') >= 0) {
            return new ByReference(ImageReference.parse(value));
        }
        if (isNameAndTag(value)) {
            var tag = value.substring(value.indexOf(':') + 1);
            throw Problem.of(
                            ProblemCode.INVALID_IMAGE,
                            Quoted.of(value) + " looks like name:tag, which names no registry",
                            "",
                            "write " + tag + " for an image in the environment's repository, or host/path:" + tag)
                    .asException();
        }
        return value.indexOf(':') >= 0 ? new ByDigest(Digest.parse(value)) : new ByTag(Tag.parse(value));
    }

    /**
     * The last part of a repository's path and a tag; a text that begins with the name of a hash is a mistyped digest.
     */
    private static boolean isNameAndTag(String value) {
        int colon = value.indexOf(':');
        if (colon < 0 || !Ascii.consistsOf(value.substring(0, colon), ImageChoice::isInName)) {
            return false;
        }
        int digits = "sha".length();
        boolean hash = value.startsWith("sha") && colon > digits && Ascii.skip(value, digits, Ascii::isDigit) == colon;
        return !hash && Tag.isTag(value.substring(colon + 1));
    }

    private static boolean isInName(int c) {
        return Ascii.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
    }

    /** A tag in the environment's repository. */
    record ByTag(Tag name) implements ImageChoice {
        public ByTag {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public Optional<Tag> tag() {
            return Optional.of(name);
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }

    /** A digest in the environment's repository. */
    record ByDigest(Digest name) implements ImageChoice {
        public ByDigest {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public Optional<Digest> digest() {
            return Optional.of(name);
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }

    /** A whole reference. */
    record ByReference(ImageReference name) implements ImageChoice {
        public ByReference {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public Optional<ImageRepository> repository() {
            return Optional.of(name.repository());
        }

        @Override
        public Optional<Tag> tag() {
            return name.optionalTag();
        }

        @Override
        public Optional<Digest> digest() {
            return name.optionalDigest();
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }
}
