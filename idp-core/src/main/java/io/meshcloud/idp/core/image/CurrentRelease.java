// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.image;

import io.meshcloud.idp.contract.check.ReleaseCheck;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.spi.caller.Trigger;
import java.time.Instant;
import java.util.Optional;

/**
 * The release on file, as far as the next release depends on it.
 *
 * @param release the release; empty if there is none or it cannot be read
 * @param belongs whether the repository and the names in it are those of this environment
 * @param sameRepository whether its image is from this environment's repository, even if its names are not this
 *     environment's
 * @param warning the warning that a release replaces this file; empty if it is valid or absent
 */
public record CurrentRelease(
        Optional<AppRelease> release, boolean belongs, boolean sameRepository, Optional<Warning> warning) {

    public static CurrentRelease of(EnvironmentView view, AppEnvironment environment, Platform platform) {
        if (view.release().isAbsent()) {
            return new CurrentRelease(Optional.empty(), false, false, Optional.empty());
        }
        var document = view.release().document();
        if (document.isEmpty()) {
            return new CurrentRelease(Optional.empty(), false, false, Optional.of(replaced(view, "it cannot be read")));
        }
        var release = document.get().value();
        boolean foreign = ReleaseCheck.check(document.get(), environment, platform).stream()
                .anyMatch(finding -> finding.code() == ProblemCode.RELEASE_MISMATCH);
        boolean sameRepository =
                release.image().repository().equals(environment.registry().repository());
        if (foreign) {
            return new CurrentRelease(
                    Optional.of(release),
                    false,
                    sameRepository,
                    Optional.of(replaced(view, "it does not belong to this environment")));
        }
        return new CurrentRelease(
                Optional.of(release),
                true,
                sameRepository,
                release.image().digest() == null
                        ? Optional.of(replaced(view, "it names no digest"))
                        : Optional.empty());
    }

    /** The digest that runs in this environment; a second release of it changes nothing. */
    public Optional<Digest> digest() {
        return belongs ? release.map(AppRelease::image).flatMap(ImageReference::optionalDigest) : Optional.empty();
    }

    /** Whether the running image was released through this trigger. */
    public boolean isBy(Trigger trigger) {
        return belongs
                && release.map(AppRelease::observedBy)
                        .filter(trigger.observedBy()::equals)
                        .isPresent();
    }

    /** The image on file, for the commit's message. */
    public Optional<ImageReference> previous() {
        return release.map(AppRelease::image);
    }

    /** The watermark, if the image is from the same repository: another registry may have another clock. */
    public Optional<Instant> watermark() {
        return tracked().flatMap(AppRelease::optionalNewestSeenAt);
    }

    /** The highest version, if the image is from the same repository. */
    public Optional<Version> highestVersion() {
        return tracked().flatMap(AppRelease::optionalNewestSeenVersion);
    }

    /** The tag on file, if the image is from the same repository. */
    public Optional<Tag> tag() {
        return tracked().map(AppRelease::image).flatMap(ImageReference::optionalTag);
    }

    /**
     * The release on file if its image is from this environment's repository: the image's age counts even if the names
     * are wrong.
     */
    public Optional<AppRelease> tracked() {
        return sameRepository ? release : Optional.empty();
    }

    public Optional<Digest> trackedDigest() {
        return tracked().map(AppRelease::image).flatMap(ImageReference::optionalDigest);
    }

    private static Warning replaced(EnvironmentView view, String why) {
        return new Warning(
                "the release on file is replaced: " + why,
                view.releasePath().value(),
                "it is no longer known which image was the newest at that time: if automation is on and must not deploy"
                        + " a newer image, hold the environment");
    }
}
