package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.view.Environments;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The rules for one commit that changes a {@code release.yaml} and is no merge. */
final class CommitCheck {
    private final CommitRecord commit;
    private final List<ChangedFile> changes;
    private final VerificationRequest request;
    private final LayoutInForce layouts;
    private final EnvironmentFiles environments;
    private final RequestIds requests;
    private final FindingList found;

    CommitCheck(
            CommitRecord commit,
            List<ChangedFile> changes,
            VerificationRequest request,
            LayoutInForce layouts,
            EnvironmentFiles environments,
            RequestIds requests,
            FindingList found) {
        this.commit = commit;
        this.changes = changes;
        this.request = request;
        this.layouts = layouts;
        this.environments = environments;
        this.requests = requests;
        this.found = found;
    }

    /** A stranger's commit, or one that does not say what it does, is found once for each release and asked no more. */
    void run() {
        if (!isOfPlatform()) {
            return;
        }
        signature();
        var stated = Stated.read(commit.message());
        if (!stated.faults().isEmpty()) {
            found.addForEach(
                    ProblemCode.TRAILERS_INVALID,
                    "the commit does not say what it does as the platform's do: " + String.join(", ", stated.faults()),
                    FindingList.RELEASE_AGAIN);
            return;
        }
        var action = Objects.requireNonNull(stated.action());
        var address = Objects.requireNonNull(stated.environment());
        var layout = layouts.at(commit);
        found.touched().forEach(file -> place(file, layout, address));
        switch (action) {
            case RELEASE, ROLL_BACK -> release(action, stated, layout, address);
            case RETIRE -> retire(layout, address);
            case APPLY -> apply(layout, address);
            case CREATE, CONFIGURE, HOLD, RESUME, INIT, ACCEPT_REWRITE, STOP, START ->
                found.addForEach(
                        ProblemCode.UNEXPECTED_FILES,
                        "the commit says " + action.word() + ", which never changes a release.yaml",
                        FindingList.RELEASE_AGAIN);
        }
    }

    private boolean isOfPlatform() {
        var stranger = Optional.of(commit.committer())
                .filter(committer -> !request.platform().contains(committer))
                .or(() -> Optional.of(commit.author())
                        .filter(author -> !request.platform().contains(author)));
        stranger.ifPresent(who -> found.addForEach(
                ProblemCode.FOREIGN_RELEASE,
                "written by " + Quoted.of(who.toString()) + ", not by the platform",
                FindingList.RELEASE_AGAIN + "; an earlier name of the platform can be given to the check"));
        return stranger.isEmpty();
    }

    private void signature() {
        if (request.signed() && !(commit.signature() instanceof CommitSignature.Good)) {
            found.addForEach(ProblemCode.SIGNATURE_INVALID, describe(commit.signature()), FindingList.RELEASE_AGAIN);
        }
    }

    private static String describe(CommitSignature signature) {
        if (signature instanceof CommitSignature.Bad bad) {
            return "the commit's signature is bad: " + bad.why();
        }
        if (signature instanceof CommitSignature.UnknownKey unknown) {
            return "the commit is signed by a key that is none of the allowed signers': " + Quoted.of(unknown.key());
        }
        return signature instanceof CommitSignature.NotChecked
                ? "the commit's signature was not checked"
                : "the commit is not signed";
    }

    private void place(ChangedFile file, Layout layout, EnvironmentAddress stated) {
        var lies = address(file, layout);
        if (!lies.equals(Optional.of(stated))) {
            found.add(
                    file,
                    ProblemCode.TRAILERS_MISMATCH,
                    "the commit says that it is about " + Quoted.of(stated.toString()) + ", and this file is "
                            + lies.map(other -> "of " + Quoted.of(other.toString()))
                                    .orElse("where no environment lies"));
        }
    }

    private static Optional<EnvironmentAddress> address(ChangedFile file, Layout layout) {
        return path(file)
                .filter(path -> path.fileName().equals(Layout.RELEASE_FILE))
                .flatMap(path -> Environments.addressOf(path, layout));
    }

    private static Optional<StatePath> path(ChangedFile file) {
        try {
            return Optional.of(StatePath.of(file.path()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void release(Action action, Stated stated, Layout layout, EnvironmentAddress address) {
        if (changes.size() != 1) {
            found.addForEach(
                    ProblemCode.UNEXPECTED_FILES,
                    "a " + action.word() + " changes one release.yaml and nothing else; this one changes "
                            + changes.size() + " files",
                    FindingList.RELEASE_AGAIN);
        }
        for (var file : found.touched()) {
            // Elsewhere than where it says, there is no environment to compare with; that it is elsewhere was told.
            if (address(file, layout).equals(Optional.of(address))) {
                var environment = environments.at(commit, layout.appEnvironment(address));
                new ReleaseFileCheck(commit, file, stated, environment, found).run();
                repeated(file, stated, address);
            }
        }
    }

    private void repeated(ChangedFile file, Stated stated, EnvironmentAddress address) {
        requests.put(Objects.requireNonNull(stated.request()), address, commit.id())
                .ifPresent(newer -> found.addOn(
                        newer,
                        file,
                        ProblemCode.REQUEST_REPEATED,
                        "the request of commit " + commit.id().abbreviated() + " is released a second time here"));
    }

    private void retire(Layout layout, EnvironmentAddress address) {
        var folder = layout.folder(address) + "/";
        found.touched().forEach(file -> deleted(file, Action.RETIRE));
        if (changes.stream().anyMatch(file -> !file.path().startsWith(folder))) {
            found.addForEach(
                    ProblemCode.UNEXPECTED_FILES,
                    "a retire changes nothing outside " + folder,
                    FindingList.RELEASE_AGAIN);
        }
    }

    private void apply(Layout layout, EnvironmentAddress address) {
        var environment = layout.appEnvironment(address).value();
        found.touched().forEach(file -> deleted(file, Action.APPLY));
        if (changes.stream().noneMatch(file -> file.path().equals(environment))) {
            found.addForEach(
                    ProblemCode.TRAILERS_MISMATCH,
                    "an apply removes a release only together with a change of " + environment,
                    FindingList.RELEASE_AGAIN);
        }
    }

    private void deleted(ChangedFile file, Action action) {
        if (!(file.after() instanceof StateFile.Absent)) {
            found.add(
                    file,
                    ProblemCode.TRAILERS_MISMATCH,
                    "the commit says " + action.word() + ", which writes no release.yaml but removes one");
        }
    }
}
