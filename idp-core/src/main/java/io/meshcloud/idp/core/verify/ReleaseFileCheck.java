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
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.view.FileReader;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the file that a release or a rollback left is the one that its trailers tell of. */
final class ReleaseFileCheck {
    private final CommitRecord commit;
    private final ChangedFile file;
    private final Stated stated;
    private final Optional<AppEnvironment> environment;
    private final FindingList found;

    /**
     * @param environment the one beside the file after the commit; empty if it is not valid
     */
    ReleaseFileCheck(
            CommitRecord commit,
            ChangedFile file,
            Stated stated,
            Optional<AppEnvironment> environment,
            FindingList found) {
        this.commit = commit;
        this.file = file;
        this.stated = stated;
        this.environment = environment;
        this.found = found;
    }

    void run() {
        var document = read(file.after());
        if (document.isEmpty()) {
            wrong("the file is no valid release.yaml, which the platform never writes");
            return;
        }
        var release = document.get().value();
        if (!ContractFiles.writeAppRelease(release).equals(document.get().bytes())) {
            wrong("the file is not written as the platform writes it, byte for byte");
        }
        image(release);
        trigger(release);
        belongs(document.get());
        compare(release, read(file.before()).map(Document::value).orElse(null));
    }

    private Optional<Document<AppRelease>> read(StateFile content) {
        return FileReader.read(content, StatePath.of(file.path()), ContractFiles::readAppRelease)
                .document();
    }

    private void image(AppRelease release) {
        if (!release.image().equals(stated.image())) {
            wrong("the file names the image " + Quoted.of(release.image().toString()) + ", the commit "
                    + named(stated.image()));
        }
        if (release.image().digest() == null) {
            wrong("the file names no digest, which the platform always writes");
        }
        if (stated.action() == Action.ROLL_BACK && release.image().tag() != null) {
            wrong("the file names a tag, which a rollback never writes");
        }
    }

    private void trigger(AppRelease release) {
        var trigger = Objects.requireNonNull(stated.trigger());
        if (!release.observedBy().equals(trigger)) {
            wrong("the file says that " + Quoted.of(release.observedBy()) + " decided it, the commit "
                    + Quoted.of(trigger));
        }
        if (release.observedAt().isAfter(commit.committedAt())) {
            wrong("the file says that it was decided at " + release.observedAt() + ", after the commit of "
                    + commit.committedAt());
        }
    }

    private void belongs(Document<AppRelease> release) {
        if (environment.isEmpty()) {
            wrong("there was no valid app-env.yaml beside it, so the platform would have refused it");
            return;
        }
        ReleaseCheck.check(release, environment.get(), Platform.DEFAULT).stream()
                .filter(finding -> finding.code() == ProblemCode.RELEASE_MISMATCH)
                .forEach(finding ->
                        wrong("the file is not of its environment: " + finding.pointer() + " " + finding.what()));
    }

    private void compare(AppRelease release, @Nullable AppRelease before) {
        var ran = before == null ? null : before.image();
        if (!Objects.equals(ran, stated.previousImage())) {
            wrong("the image before was " + (ran == null ? "none" : Quoted.of(ran.toString())) + ", the commit "
                    + named(stated.previousImage()));
        }
        if (before == null || !isOfSameEnvironment(release, before)) {
            return;
        }
        if (Objects.equals(release.image().digest(), before.image().digest())) {
            wrong("the digest ran already, and the platform does not release one twice in a row");
        }
        before.watermark().ifPresent(watermark -> watermark(release, before));
    }

    private void watermark(AppRelease release, AppRelease before) {
        var old = before.watermark().orElseThrow();
        var now = release.watermark();
        boolean kept = stated.action() == Action.ROLL_BACK
                ? now.equals(Optional.of(old))
                : now.isPresent() && !now.get().isBefore(old);
        if (!kept) {
            wrong("newestSeenAt was " + old + " and is "
                    + now.map(Object::toString).orElse("gone") + ", so automation may bring back what was left behind");
        }
    }

    private static boolean isOfSameEnvironment(AppRelease release, AppRelease before) {
        return release.tenant().equals(before.tenant())
                && release.app().equals(before.app())
                && release.environment().equals(before.environment())
                && release.image().repository().equals(before.image().repository());
    }

    private static String named(@Nullable ImageReference image) {
        return image == null ? "names none" : "says " + Quoted.of(image.toString());
    }

    private void wrong(String what) {
        found.add(file, ProblemCode.TRAILERS_MISMATCH, what);
    }
}
