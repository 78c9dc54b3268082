// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final Problem DEFECT = Problem.of(
            ProblemCode.MALFORMED_OBJECT,
            "the folder contains release.yaml twice",
            "workspaces/likvid",
            "replace the folder in a new commit");

    /** A commit whose trees break the rules of Git's format; nothing else of it may be read. */
    private record MalformedCommit(CommitId id) implements CommitRecord {
        @Override
        public List<Problem> defects() {
            return List.of(DEFECT);
        }

        @Override
        public List<CommitId> parents() {
            return List.of();
        }

        @Override
        public CommitIdentity author() {
            return InMemoryStateRepository.PLATFORM;
        }

        @Override
        public CommitIdentity committer() {
            return InMemoryStateRepository.PLATFORM;
        }

        @Override
        public Instant committedAt() {
            return Instant.EPOCH;
        }

        @Override
        public String message() {
            return "";
        }

        @Override
        public List<ChangedFile> changes() {
            throw DEFECT.asException();
        }

        @Override
        public StateFile read(StatePath path) {
            throw DEFECT.asException();
        }

        @Override
        public CommitSignature signature() {
            return new CommitSignature.None();
        }
    }

    @Test
    void a_malformed_commit_is_a_finding_and_the_walk_continues() {
        var state = new InMemoryStateRepository(Clock.systemUTC());
        var snapshot = state.snapshot();
        var request = new VerificationRequest(null, Set.of(InMemoryStateRepository.PLATFORM), false);
        var walk = new Verification(
                new FilesAtCommit(state, new PlatformView(state::history), snapshot),
                DerivedChanges.NONE,
                snapshot,
                request,
                commits -> {});
        var commit = new MalformedCommit(CommitId.parse("0123456789abcdef0123456789abcdef01234567"));

        assertThat(walk.visit(commit)).isTrue();

        var report = walk.report(null);
        assertThat(report.commits()).isEqualTo(1);
        assertThat(report.findings())
                .containsExactly(new VerificationFinding(
                        commit.id(), DEFECT.where(), DEFECT.code(), DEFECT.what(), DEFECT.fix()));
    }
}
