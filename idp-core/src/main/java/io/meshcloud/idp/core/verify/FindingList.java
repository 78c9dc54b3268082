package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.ArrayList;
import java.util.List;

/** The findings of one commit. */
final class FindingList {
    static final String RELEASE_AGAIN =
            "look at the commit and at what runs; `idp release` or `idp rollback` writes the file anew, and --since ends"
                    + " the next check behind a commit that was looked at";

    private final CommitId commit;
    private final List<ChangedFile> touched;
    private final List<VerificationFinding> findings = new ArrayList<>();

    /**
     * @param touched the {@code release.yaml} files that the commit changes
     */
    FindingList(CommitId commit, List<ChangedFile> touched) {
        this.commit = commit;
        this.touched = touched;
    }

    List<ChangedFile> touched() {
        return touched;
    }

    void add(ChangedFile file, ProblemCode code, String what) {
        add(file, code, what, RELEASE_AGAIN);
    }

    void add(ChangedFile file, ProblemCode code, String what, String fix) {
        findings.add(new VerificationFinding(commit, file.path(), code, what, fix));
    }

    /** A finding on the commit as a whole: one for each release that it changes. */
    void addForEach(ProblemCode code, String what, String fix) {
        touched.forEach(file -> add(file, code, what, fix));
    }

    /** A finding on another commit than the one that is looked at. */
    void addOn(CommitId other, ChangedFile file, ProblemCode code, String what) {
        findings.add(new VerificationFinding(other, file.path(), code, what, RELEASE_AGAIN));
    }

    List<VerificationFinding> all() {
        return findings;
    }
}
