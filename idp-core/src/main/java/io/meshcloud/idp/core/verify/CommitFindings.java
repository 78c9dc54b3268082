// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.ArrayList;
import java.util.List;

/** The findings of one commit. */
final class CommitFindings {
    static final String RELEASE_AGAIN =
            "review the commit and the running image; `idp release` or `idp rollback` writes the file again, and"
                    + " --since starts the next check after a reviewed commit";

    static final String REGENERATE =
            "review the commit; `idp init` generates the file again, and --since starts the next check after a reviewed"
                    + " commit";

    private final CommitId commit;
    private final List<ChangedFile> releases;
    private final List<ChangedFile> derived;
    private final List<VerificationFinding> findings = new ArrayList<>();

    /**
     * @param releases the {@code release.yaml} files that the commit changes
     * @param derived the derived files that the commit changes
     */
    CommitFindings(CommitId commit, List<ChangedFile> releases, List<ChangedFile> derived) {
        this.commit = commit;
        this.releases = releases;
        this.derived = derived;
    }

    List<ChangedFile> releases() {
        return releases;
    }

    void add(ChangedFile file, ProblemCode code, String what) {
        add(file, code, what, RELEASE_AGAIN);
    }

    void add(ChangedFile file, ProblemCode code, String what, String fix) {
        findings.add(new VerificationFinding(commit, file.path(), code, what, fix));
    }

    /** Adds a finding on the whole commit: one for each release and derived file that it changes. */
    void addForEach(ProblemCode code, String what) {
        addForEachRelease(code, what);
        addForEachDerived(code, what);
    }

    void addForEachRelease(ProblemCode code, String what) {
        releases.forEach(file -> add(file, code, what));
    }

    void addForEachDerived(ProblemCode code, String what) {
        derived.forEach(file -> add(file, code, what, REGENERATE));
    }

    /** Adds the finding that somebody else made the commit: one for each release and derived file that it changes. */
    void addForeign(String what, String moreFix) {
        releases.forEach(file -> add(file, ProblemCode.FOREIGN_RELEASE, what, RELEASE_AGAIN + moreFix));
        derived.forEach(file -> add(file, ProblemCode.FOREIGN_DERIVED_FILE, what, REGENERATE + moreFix));
    }

    /** Adds a finding on a commit that changes no file. */
    void addOnCommit(ProblemCode code, String what, String fix) {
        findings.add(new VerificationFinding(commit, "", code, what, fix));
    }

    /** Adds a finding on another commit than this one. */
    void addOn(CommitId other, ChangedFile file, ProblemCode code, String what) {
        findings.add(new VerificationFinding(other, file.path(), code, what, RELEASE_AGAIN));
    }

    List<VerificationFinding> all() {
        return findings;
    }
}
