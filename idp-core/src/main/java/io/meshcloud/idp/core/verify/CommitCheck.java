// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules for one commit that changes a {@code release.yaml} or a derived file and is not a merge. */
final class CommitCheck {
    private final CommitRecord commit;
    private final List<ChangedFile> changes;
    private final VerificationRequest request;
    private final FilesAtCommit files;
    private final DerivedChanges derived;
    private final ReleasedRequests requests;
    private final CommitFindings found;

    CommitCheck(
            CommitRecord commit,
            List<ChangedFile> changes,
            VerificationRequest request,
            FilesAtCommit files,
            DerivedChanges derived,
            ReleasedRequests requests,
            CommitFindings found) {
        this.commit = commit;
        this.changes = changes;
        this.request = request;
        this.files = files;
        this.derived = derived;
        this.requests = requests;
        this.found = found;
    }

    /**
     * A foreign commit, or one with wrong trailers, gets one finding for each release and derived file that it changes,
     * and no further check.
     */
    void run() {
        if (!isFromPlatform()) {
            return;
        }
        signature();
        var trailers = CommitTrailers.read(commit.message());
        if (!trailers.faults().isEmpty()) {
            found.addForEach(
                    ProblemCode.TRAILERS_INVALID,
                    "the trailers are not those of a commit of the platform: " + String.join(", ", trailers.faults()));
            return;
        }
        var action = Objects.requireNonNull(trailers.action());
        switch (action) {
            case RELEASE, ROLL_BACK -> {
                release(action, trailers, files.layout(commit), checkedAddress(trailers));
                refuseDerived(action);
            }
            case RETIRE -> retire(files.layout(commit), checkedAddress(trailers));
            case APPLY -> apply(files.layout(commit), checkedAddress(trailers));
            case CREATE, CONFIGURE -> {
                refuseReleases(action);
                requireCause(action, files.layout(commit), checkedAddress(trailers));
            }
            case INIT -> refuseReleases(action);
            case HOLD, RESUME, OVERRIDE, ACCEPT_REWRITE, STOP, START -> {
                refuseReleases(action);
                refuseDerived(action);
            }
        }
    }

    /** The environment that the trailers name. Reports each release that belongs to another one. */
    private EnvironmentAddress checkedAddress(CommitTrailers trailers) {
        var address = Objects.requireNonNull(trailers.environment());
        var layout = files.layout(commit);
        found.releases().forEach(file -> checkAddress(file, layout, address));
        return address;
    }

    private void refuseReleases(Action action) {
        found.addForEachRelease(
                ProblemCode.UNEXPECTED_FILES,
                "the commit's action is " + action.word() + ", which never changes a release.yaml");
    }

    private void refuseDerived(Action action) {
        found.addForEachDerived(
                ProblemCode.UNEXPECTED_FILES,
                "the commit's action is " + action.word() + ", which never changes a derived file");
    }

    /** Derived files change only together with a file of the environment from which they follow. */
    private void requireCause(Action action, Layout layout, EnvironmentAddress address) {
        var own = List.of(
                layout.appEnvironment(address).value(), layout.release(address).value());
        if (changes.stream().noneMatch(file -> own.contains(file.path()))) {
            found.addForEachDerived(
                    ProblemCode.UNEXPECTED_FILES,
                    "the commit's action is " + action.word() + ", but it changes no file of the environment "
                            + Quoted.of(address.toString()));
        }
    }

    /** Whether the generator owns the file. */
    static boolean isDerived(ChangedFile file, DerivedChanges derived) {
        return !derived.isNone() && path(file).filter(derived::isDerived).isPresent();
    }

    /** Checks an acceptance of a rewritten branch, which changes no file, but hides what the branch lost. */
    static void acceptance(CommitRecord commit, VerificationRequest request, CommitFindings found) {
        var fix = "find out who pushed it, and which commits the branch lost; --since starts the next check after a"
                + " reviewed commit";
        foreigner(commit, request)
                .ifPresentOrElse(
                        who -> found.addOnCommit(
                                ProblemCode.FOREIGN_RELEASE,
                                "the acceptance of a rewritten branch was written by " + Quoted.of(who.toString())
                                        + ", not by the platform",
                                fix),
                        () -> {
                            if (lacksSignature(commit, request)) {
                                found.addOnCommit(
                                        ProblemCode.SIGNATURE_INVALID,
                                        "the acceptance of a rewritten branch: " + describe(commit.signature()),
                                        fix);
                            }
                        });
    }

    private boolean isFromPlatform() {
        var foreign = foreigner(commit, request);
        foreign.ifPresent(who -> found.addForeign(
                "written by " + Quoted.of(who.toString()) + ", not by the platform",
                "; if the platform had another name earlier, pass that name to the check"));
        return foreign.isEmpty();
    }

    /** The committer or author, if it is not the platform. */
    private static Optional<CommitIdentity> foreigner(CommitRecord commit, VerificationRequest request) {
        return Stream.of(commit.committer(), commit.author())
                .filter(who -> !request.platform().contains(who))
                .findFirst();
    }

    private void signature() {
        if (lacksSignature(commit, request)) {
            found.addForEach(ProblemCode.SIGNATURE_INVALID, describe(commit.signature()));
        }
    }

    private static boolean lacksSignature(CommitRecord commit, VerificationRequest request) {
        return request.signed() && !(commit.signature() instanceof CommitSignature.Good);
    }

    private static String describe(CommitSignature signature) {
        if (signature instanceof CommitSignature.Bad bad) {
            return "the commit's signature is bad: " + bad.why();
        }
        if (signature instanceof CommitSignature.UnknownKey unknown) {
            return "the commit is signed by a key that does not belong to an allowed signer: "
                    + Quoted.of(unknown.key());
        }
        return signature instanceof CommitSignature.NotChecked
                ? "the commit's signature was not checked"
                : "the commit is not signed";
    }

    private void checkAddress(ChangedFile file, Layout layout, EnvironmentAddress named) {
        var actual = address(file, layout);
        if (!actual.equals(Optional.of(named))) {
            found.add(
                    file,
                    ProblemCode.TRAILERS_MISMATCH,
                    "the trailers name the environment " + Quoted.of(named.toString()) + ", but this file "
                            + actual.map(other -> "belongs to " + Quoted.of(other.toString()))
                                    .orElse("is outside the layout"));
        }
    }

    private static Optional<EnvironmentAddress> address(ChangedFile file, Layout layout) {
        return path(file)
                .filter(path -> path.fileName().equals(Layout.RELEASE_FILE))
                .flatMap(path -> EnvironmentFiles.addressOf(path, layout));
    }

    private static Optional<StatePath> path(ChangedFile file) {
        try {
            return Optional.of(StatePath.of(file.path()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void release(Action action, CommitTrailers trailers, Layout layout, EnvironmentAddress address) {
        if (changes.size() != 1) {
            found.addForEachRelease(
                    ProblemCode.UNEXPECTED_FILES,
                    "a " + action.word() + " changes one release.yaml and nothing else; this one changes "
                            + changes.size() + " files");
        }
        for (var file : found.releases()) {
            // A file of another environment was reported already, and the trailers are not about it.
            if (address(file, layout).equals(Optional.of(address))) {
                var environment = files.environment(commit, layout.appEnvironment(address));
                new ReleaseFileCheck(commit, file, trailers, environment, found).run();
                checkRepetition(file, trailers, address);
            }
        }
    }

    private void checkRepetition(ChangedFile file, CommitTrailers trailers, EnvironmentAddress address) {
        requests.put(Objects.requireNonNull(trailers.request()), address, commit.id())
                .ifPresent(newer -> found.addOn(
                        newer,
                        file,
                        ProblemCode.REQUEST_REPEATED,
                        "the request of commit " + commit.id().abbreviated() + " is released again here"));
    }

    private void retire(Layout layout, EnvironmentAddress address) {
        var folder = layout.folder(address) + "/";
        found.releases().forEach(file -> requireDeleted(file, Action.RETIRE));
        if (changes.stream().anyMatch(file -> !file.path().startsWith(folder) && !isDerived(file, derived))) {
            found.addForEach(
                    ProblemCode.UNEXPECTED_FILES,
                    "a retire changes no file outside " + folder + (derived.isNone() ? "" : " but derived files"));
        }
        requireCause(Action.RETIRE, layout, address);
    }

    private void apply(Layout layout, EnvironmentAddress address) {
        var environment = layout.appEnvironment(address).value();
        found.releases().forEach(file -> requireDeleted(file, Action.APPLY));
        if (changes.stream().noneMatch(file -> file.path().equals(environment))) {
            found.addForEachRelease(
                    ProblemCode.TRAILERS_MISMATCH,
                    "an apply removes a release only together with a change of " + environment);
        }
        requireCause(Action.APPLY, layout, address);
    }

    private void requireDeleted(ChangedFile file, Action action) {
        if (!(file.after() instanceof StateFile.Absent)) {
            found.add(
                    file,
                    ProblemCode.TRAILERS_MISMATCH,
                    "the commit's action is " + action.word()
                            + ", which never writes a release.yaml, only removes one");
        }
    }
}
