package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.check.ReleaseCheck;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.EnvironmentView;
import java.time.Instant;
import java.util.Optional;

/**
 * What the release on file is worth to the next one.
 *
 * @param release the file's, if it can be read
 * @param belongs whether it is this environment's: its repository, its names
 * @param sameRepository whether its image lies in this environment's repository, whatever else does not fit
 * @param warning what to say when it is replaced; empty if it is a sound release, or none
 */
public record Current(
        Optional<AppRelease> release, boolean belongs, boolean sameRepository, Optional<Warning> warning) {

    public static Current of(EnvironmentView view, AppEnvironment environment, Platform platform) {
        if (view.release().isAbsent()) {
            return new Current(Optional.empty(), false, false, Optional.empty());
        }
        var document = view.release().document();
        if (document.isEmpty()) {
            return new Current(Optional.empty(), false, false, Optional.of(replaced(view, "it cannot be read")));
        }
        var release = document.get().value();
        boolean foreign = ReleaseCheck.check(document.get(), environment, platform).stream()
                .anyMatch(finding -> finding.code() == ProblemCode.RELEASE_MISMATCH);
        boolean sameRepository =
                release.image().repository().equals(environment.registry().repository());
        if (foreign) {
            return new Current(
                    Optional.of(release),
                    false,
                    sameRepository,
                    Optional.of(replaced(view, "it does not belong to this environment")));
        }
        return new Current(
                Optional.of(release),
                true,
                sameRepository,
                release.image().digest() == null
                        ? Optional.of(replaced(view, "it names no digest"))
                        : Optional.empty());
    }

    /** What runs in this environment; a second release of it changes nothing. */
    public Optional<Digest> digest() {
        return belongs ? release.map(AppRelease::image).flatMap(ImageReference::optionalDigest) : Optional.empty();
    }

    /** What stood there, for the commit's message. */
    public Optional<ImageReference> previous() {
        return release.map(AppRelease::image);
    }

    /** Only that of the same repository: another one may have another clock. */
    public Optional<Instant> watermark() {
        return tracked().flatMap(AppRelease::watermark);
    }

    /** What stands there, if its image is one of this environment's repository: its age counts, whatever does not fit. */
    Optional<AppRelease> tracked() {
        return sameRepository ? release : Optional.empty();
    }

    /** The digest of that. */
    Optional<Digest> trackedDigest() {
        return tracked().map(AppRelease::image).flatMap(ImageReference::optionalDigest);
    }

    private static Warning replaced(EnvironmentView view, String why) {
        return new Warning(
                "the release on file is replaced: " + why,
                view.releasePath().value(),
                "what was the newest image then is not known any more: where automation is on, hold the environment if a"
                        + " newer one must not follow");
    }
}
