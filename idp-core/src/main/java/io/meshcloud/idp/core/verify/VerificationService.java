// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds every change of a {@code release.yaml} or of a derived file, and every acceptance of a rewritten branch, in the
 * history of the branch that the platform did not write.
 */
public final class VerificationService {
    private final StateRepository repository;
    private final PlatformView platform;
    private final DerivedChanges derived;

    public VerificationService(StateRepository repository, PlatformView platform, DerivedChanges derived) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.platform = Objects.requireNonNull(platform, "platform");
        this.derived = Objects.requireNonNull(derived, "derived");
    }

    /**
     * Verifies the whole branch, and reports what the caller may see. The platform sees all findings; other callers see
     * those about the files of their environments.
     *
     * @param progress receives the number of commits verified so far, on the calling thread
     * @throws IdpException {@link ProblemCode#COMMIT_NOT_FOUND} if {@code since} is not a commit of the history; any
     *     problem of the repository
     */
    public VerificationReport verify(Caller caller, VerificationRequest request, IntConsumer progress) {
        var snapshot = repository.snapshot();
        var since = since(request, snapshot);
        var walk = new Verification(
                new FilesAtCommit(repository, platform, snapshot), derived, snapshot, request, progress);
        repository.commits(snapshot, since, walk::visit);
        return walk.report(since).visibleTo(caller, platform.inUse(snapshot).layout());
    }

    private @Nullable CommitId since(VerificationRequest request, Snapshot snapshot) {
        var name = request.since();
        return name == null
                ? null
                : repository.at(snapshot, name).flatMap(Snapshot::commit).orElseThrow(() -> notFound(name, snapshot));
    }

    private static IdpException notFound(String name, Snapshot tip) {
        return Problem.of(
                        ProblemCode.COMMIT_NOT_FOUND,
                        Quoted.of(name) + " is not a commit in the history of the branch",
                        tip.commit()
                                .map(commit -> "branch at " + commit.abbreviated())
                                .orElse("branch"),
                        "give the id of a commit of this branch, in full or at least its first 4 digits")
                .asException();
    }
}
