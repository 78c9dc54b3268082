// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.spi.registry.ImageFacts;
import java.util.Optional;

/**
 * The tag under which a digest was released to an environment. It shows people which version a digest is. It is written
 * again only while it names that digest.
 */
public final class ReleasedTag {
    private ReleasedTag() {}

    /**
     * The tag of this image if the registry says that it names the image's digest at this moment.
     *
     * @param answers with the answer to {@link RegistryQuestion.ByTag}, if the image has a tag
     */
    public static Optional<Tag> stillNaming(ImageReference image, RegistryAnswers answers, RuleLog log) {
        var tag = image.optionalTag();
        if (tag.isEmpty()) {
            log.pass("tag", "it was released here without one");
            return Optional.empty();
        }
        var question = new RegistryQuestion.ByTag(image.repository(), tag.get());
        if (answers.failure(question).isPresent()) {
            log.pass("tag", tag.get() + " is not written: the registry could not be asked what it names now");
            return Optional.empty();
        }
        var names = answers.resolution(question).image().map(ImageFacts::digest);
        if (names.isPresent() && names.equals(image.optionalDigest())) {
            log.pass("tag", tag.get() + " is that digest");
            return tag;
        }
        log.pass(
                "tag",
                tag.get() + " is not written: it "
                        + names.map(other -> "is now " + other.abbreviated()).orElse("names no image now"));
        return Optional.empty();
    }
}
