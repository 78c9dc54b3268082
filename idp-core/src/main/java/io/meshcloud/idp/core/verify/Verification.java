package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One walk over history, newest commit first. */
final class Verification {
    private final Snapshot from;
    private final VerificationRequest request;
    private final IntConsumer progress;
    private final LayoutInForce layouts;
    private final EnvironmentFiles environments = new EnvironmentFiles();
    private final RequestIds requests = new RequestIds();
    private final List<VerificationFinding> findings = new ArrayList<>();
    private int commits;
    private int releases;

    Verification(StateRepository repository, Snapshot from, VerificationRequest request, IntConsumer progress) {
        this.from = from;
        this.request = request;
        this.progress = progress;
        this.layouts = new LayoutInForce(repository, from);
    }

    /** Always {@code true}: it wants to see the next commit. */
    boolean visit(CommitRecord commit) {
        var changes = commit.changes();
        var touched = changes.stream().filter(Verification::isRelease).toList();
        if (!touched.isEmpty()) {
            findings.addAll(check(commit, changes, touched));
        }
        releases += touched.size();
        commits++;
        progress.accept(commits);
        return true;
    }

    /** Also what lies below a folder of that name: the file is gone then. */
    private static boolean isRelease(ChangedFile file) {
        return ("/" + file.path() + "/").contains("/" + Layout.RELEASE_FILE + "/");
    }

    private List<VerificationFinding> check(CommitRecord commit, List<ChangedFile> changes, List<ChangedFile> touched) {
        var found = new FindingList(commit.id(), touched);
        if (commit.parents().size() > 1) {
            found.addForEach(
                    ProblemCode.FOREIGN_RELEASE,
                    "the merge makes another thing of the file than the merged commits do together",
                    FindingList.RELEASE_AGAIN);
        } else {
            new CommitCheck(commit, changes, request, layouts, environments, requests, found).run();
        }
        return found.all();
    }

    VerificationReport report(@Nullable CommitId since) {
        return new VerificationReport(from.commit().orElse(null), since, commits, releases, request.signed(), findings);
    }
}
