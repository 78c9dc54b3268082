// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which image a person asks for: in the environment's own repository by tag or digest, or by a whole reference. */
public sealed interface ImageChoice {

    /**
     * The last part of a repository's path and a tag; a text that begins with the name of a hash is a mistyped digest.
     */
    Pattern NAME_AND_TAG = Pattern.compile("(?!sha\\d+:)[A-Za-z0-9._-]+:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    /** The repository that was named; empty means the environment's. */
    Optional<ImageRepository> repository();

    Optional<Tag> tag();

    /** The digest; if both are named, the digest decides and the tag is for people. */
    Optional<Digest> digest();

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
        if (NAME_AND_TAG.matcher(value).matches()) {
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

    /** A tag in the environment's repository. */
    record ByTag(Tag name) implements ImageChoice {
        public ByTag {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public Optional<ImageRepository> repository() {
            return Optional.empty();
        }

        @Override
        public Optional<Tag> tag() {
            return Optional.of(name);
        }

        @Override
        public Optional<Digest> digest() {
            return Optional.empty();
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
        public Optional<ImageRepository> repository() {
            return Optional.empty();
        }

        @Override
        public Optional<Tag> tag() {
            return Optional.empty();
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
