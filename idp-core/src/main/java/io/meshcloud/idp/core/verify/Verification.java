// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One walk over history, newest commit first. */
final class Verification {
    private final Snapshot from;
    private final VerificationRequest request;
    private final IntConsumer progress;
    private final FilesAtCommit files;
    private final DerivedChanges derived;
    private final ReleasedRequests requests = new ReleasedRequests();
    private final List<VerificationFinding> findings = new ArrayList<>();
    private int commits;
    private int releases;

    Verification(
            FilesAtCommit files,
            DerivedChanges derived,
            Snapshot from,
            VerificationRequest request,
            IntConsumer progress) {
        this.from = from;
        this.request = request;
        this.progress = progress;
        this.files = files;
        this.derived = derived;
    }

    /** Always returns {@code true}, to visit the next commit. */
    boolean visit(CommitRecord commit) {
        var defects = commit.defects();
        if (!defects.isEmpty()) {
            findings.addAll(
                    defects.stream().map(defect -> finding(commit, defect)).toList());
            return count();
        }
        var changes = commit.changes();
        var changedReleases = changes.stream().filter(Verification::isRelease).toList();
        var changedDerived = changes.stream()
                .filter(file -> !isRelease(file) && CommitCheck.isDerived(file, derived))
                .toList();
        if (!changedReleases.isEmpty() || !changedDerived.isEmpty()) {
            findings.addAll(check(commit, changes, new CommitFindings(commit.id(), changedReleases, changedDerived)));
        }
        if (changes.isEmpty() && isAcceptance(commit)) {
            var found = new CommitFindings(commit.id(), List.of(), List.of());
            CommitCheck.acceptance(commit, request, found);
            findings.addAll(found.all());
        }
        releases += changedReleases.size();
        return count();
    }

    private boolean count() {
        commits++;
        progress.accept(commits);
        return true;
    }

    /** A commit that cannot be read may hide any change of a release. */
    private static VerificationFinding finding(CommitRecord commit, Problem defect) {
        return new VerificationFinding(commit.id(), defect.where(), defect.code(), defect.what(), defect.fix());
    }

    /** Whether a file is a release.yaml, or is below a folder of that name, which replaces the release file. */
    private static boolean isRelease(ChangedFile file) {
        return ("/" + file.path() + "/").contains("/" + Layout.RELEASE_FILE + "/");
    }

    private static boolean isAcceptance(CommitRecord commit) {
        return CommitMessage.parse(commit.message())
                .trailer(TrailerKey.ACTION)
                .filter(Action.ACCEPT_REWRITE.word()::equals)
                .isPresent();
    }

    private List<VerificationFinding> check(CommitRecord commit, List<ChangedFile> changes, CommitFindings found) {
        if (commit.parents().size() > 1) {
            found.addForeign("the merge changes the file in a way that none of the merged commits does", "");
        } else {
            new CommitCheck(commit, changes, request, files, derived, requests, found).run();
        }
        return found.all();
    }

    VerificationReport report(@Nullable CommitId since) {
        return new VerificationReport(from.commit().orElse(null), since, commits, releases, request.signed(), findings);
    }
}
