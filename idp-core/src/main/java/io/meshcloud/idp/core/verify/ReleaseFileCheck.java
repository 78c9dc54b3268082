// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.check.ReleaseCheck;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.image.Watermark;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.StateFile;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks that the {@code release.yaml} of a release or rollback agrees with the trailers of its commit. */
final class ReleaseFileCheck {
    private final CommitRecord commit;
    private final ChangedFile file;
    private final CommitTrailers trailers;
    private final Optional<AppEnvironment> environment;
    private final CommitFindings found;

    /**
     * @param environment the environment next to the file after the commit; empty if it is not valid
     */
    ReleaseFileCheck(
            CommitRecord commit,
            ChangedFile file,
            CommitTrailers trailers,
            Optional<AppEnvironment> environment,
            CommitFindings found) {
        this.commit = commit;
        this.file = file;
        this.trailers = trailers;
        this.environment = environment;
        this.found = found;
    }

    void run() {
        var document = read(file.after());
        if (document.isEmpty()) {
            wrong("the file is not a valid release.yaml, which the platform never writes");
            return;
        }
        var release = document.get().value();
        if (!ContractFiles.writeAppRelease(release).equals(document.get().bytes())) {
            wrong("the file differs from the bytes that the platform would write");
        }
        checkImage(release);
        checkTrigger(release);
        checkEnvironment(document.get());
        checkPrevious(release, read(file.before()).map(Document::value).orElse(null));
    }

    private Optional<Document<AppRelease>> read(StateFile content) {
        return FileState.read(content, StatePath.of(file.path()), ContractFiles::readAppRelease)
                .document();
    }

    private void checkImage(AppRelease release) {
        if (!release.image().equals(trailers.image())) {
            wrong("the file names the image " + Quoted.of(release.image().toString()) + ", the commit "
                    + named(trailers.image()));
        }
        if (release.image().digest() == null) {
            wrong("the file names no digest, but the platform always writes one");
        }
    }

    private void checkTrigger(AppRelease release) {
        var trigger = Objects.requireNonNull(trailers.trigger());
        if (!release.observedBy().equals(trigger)) {
            wrong("observedBy in the file is " + Quoted.of(release.observedBy()) + ", the trigger of the commit is "
                    + Quoted.of(trigger));
        }
        if (release.observedAt().isAfter(commit.committedAt())) {
            wrong("observedAt in the file is " + release.observedAt() + ", later than the commit at "
                    + commit.committedAt());
        }
    }

    private void checkEnvironment(Document<AppRelease> release) {
        if (environment.isEmpty()) {
            wrong("there was no valid app-env.yaml next to the file, so the platform would have refused the release");
            return;
        }
        ReleaseCheck.check(release, environment.get(), Platform.DEFAULT).stream()
                .filter(finding -> finding.code() == ProblemCode.RELEASE_MISMATCH)
                .forEach(finding -> wrong(
                        "the file does not belong to its environment: " + finding.pointer() + " " + finding.what()));
    }

    private void checkPrevious(AppRelease release, @Nullable AppRelease before) {
        var ran = before == null ? null : before.image();
        if (!Objects.equals(ran, trailers.previousImage())) {
            wrong("the previous image was " + (ran == null ? "none" : Quoted.of(ran.toString())) + ", the commit "
                    + named(trailers.previousImage()));
        }
        if (before == null || !isOfSameEnvironment(release, before)) {
            return;
        }
        if (Objects.equals(release.image().digest(), before.image().digest())) {
            wrong("the digest ran already, and the platform never releases the same digest twice in a row");
        }
        checkWatermark(
                before.optionalNewestSeenAt().orElse(null),
                release.optionalNewestSeenAt().orElse(null));
        checkHighestVersion(
                before.optionalNewestSeenVersion().orElse(null),
                release.optionalNewestSeenVersion().orElse(null));
    }

    /** Releases and rollbacks keep the watermark or raise it to a time that was plausible at that moment. */
    private void checkWatermark(@Nullable Instant before, @Nullable Instant after) {
        if (before != null && (after == null || after.isBefore(before))) {
            wrong("newestSeenAt was " + before + " and is " + (after == null ? "gone" : after)
                    + ", so automation may bring back an older image");
        } else if (after != null && !after.equals(before) && !Watermark.isBelievable(after, decidedAtTheLatest())) {
            wrong("newestSeenAt is " + after + ", later than any image could be when the commit was made at "
                    + commit.committedAt() + ", so automation may never release again");
        }
    }

    /**
     * Releases and rollbacks keep the highest version or raise it. Where automation chooses by time, a release removes
     * it; a rollback never does.
     */
    private void checkHighestVersion(@Nullable Version before, @Nullable Version after) {
        boolean lowered = before != null && after != null && before.isHigherThan(after);
        boolean lost = before != null && after == null && trailers.action() == Action.ROLL_BACK;
        if (lowered || lost) {
            wrong("newestSeenVersion was " + before + " and is " + (lost ? "gone" : after)
                    + ", so automation may bring back a lower version");
        }
    }

    /** Git keeps whole seconds. */
    private Instant decidedAtTheLatest() {
        return commit.committedAt().plusSeconds(1);
    }

    private static boolean isOfSameEnvironment(AppRelease release, AppRelease before) {
        return release.tenant().equals(before.tenant())
                && release.app().equals(before.app())
                && release.environment().equals(before.environment())
                && release.image().repository().equals(before.image().repository());
    }

    private static String named(@Nullable ImageReference image) {
        return image == null ? "names none" : "names " + Quoted.of(image.toString());
    }

    private void wrong(String what) {
        found.add(file, ProblemCode.TRAILERS_MISMATCH, what);
    }
}
