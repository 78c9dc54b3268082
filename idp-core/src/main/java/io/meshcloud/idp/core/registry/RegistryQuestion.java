// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.ImageRule;
import io.meshcloud.idp.core.image.CurrentRelease;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.image.ImageVersions;
import io.meshcloud.idp.spi.registry.ImageListing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a decision needs to know from the registry. */
public sealed interface RegistryQuestion {
    ImageRepository repository();

    /** The questions about the image that a choice names in a repository: by its tag, its digest, or both. */
    static List<RegistryQuestion> about(ImageRepository repository, ImageChoice image) {
        var questions = new ArrayList<RegistryQuestion>();
        image.tag().ifPresent(tag -> questions.add(new ByTag(repository, tag)));
        image.digest().ifPresent(digest -> questions.add(new ByDigest(repository, digest)));
        return questions;
    }

    /** The question that decides which image is meant: about the digest if one is named, else about the tag. */
    static RegistryQuestion deciding(ImageRepository repository, ImageChoice image) {
        return image.digest()
                .<RegistryQuestion>map(digest -> new ByDigest(repository, digest))
                .orElseGet(() -> new ByTag(repository, image.tag().orElseThrow()));
    }

    /** The images with tags that match the platform's pattern for an environment. */
    static ImageListing.Wanted wanted(AppEnvironment environment, ImageRule rule) {
        return new ImageListing.Wanted(environment.registry().repository(), rule.tags());
    }

    /** The image that has the tag at this moment. */
    record ByTag(ImageRepository repository, Tag tag) implements RegistryQuestion {
        public ByTag {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(tag, "tag");
        }
    }

    /** Whether the registry has the digest, what it is, and how new it is. */
    record ByDigest(ImageRepository repository, Digest digest) implements RegistryQuestion {
        public ByDigest {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(digest, "digest");
        }
    }

    /** How new the running image is: another tag of the image may have been pushed since its release. */
    record Running(ImageRepository repository, Digest digest) implements RegistryQuestion {
        public Running {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(digest, "digest");
        }
    }

    /**
     * Which images the repository has at the moment of a person's decision. Unlike {@link Images}, the answer stays
     * valid when others change the release: it says what was pushed before the decision.
     */
    record Newest(ImageListing.Wanted wanted) implements RegistryQuestion {
        public Newest {
            Objects.requireNonNull(wanted, "wanted");
        }

        @Override
        public ImageRepository repository() {
            return wanted.repository();
        }
    }

    /**
     * Which images automation chooses from.
     *
     * @param onFile the release on file. The answer is valid for this release only: compared with a newer release, an
     *     old listing could show the tag on file at another digest
     */
    record Images(ImageListing.Wanted wanted, CurrentRelease onFile) implements RegistryQuestion {
        public Images {
            Objects.requireNonNull(wanted, "wanted");
            Objects.requireNonNull(onFile, "onFile");
        }

        /** The question for an environment, about no more tags than automation must know. */
        public static Images of(AppEnvironment environment, ImageRule rule, CurrentRelease onFile) {
            return new Images(
                    new ImageListing.Wanted(
                            environment.registry().repository(), new ImageVersions(rule).tagsToKnow(onFile)),
                    onFile);
        }

        @Override
        public ImageRepository repository() {
            return wanted.repository();
        }
    }
}
