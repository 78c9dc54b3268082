package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.List;
import java.util.Locale;

/** A problem for programs. */
record ProblemRecord(
        String code,
        String kind,
        String title,
        String what,
        String where,
        String fix,
        boolean retryable,
        String page,
        List<FindingRecord> findings) {
    static ProblemRecord of(Problem problem) {
        return new ProblemRecord(
                problem.code().toString(),
                problem.kind().name().toLowerCase(Locale.ROOT),
                problem.code().title(),
                problem.what(),
                problem.where(),
                problem.fix(),
                problem.retryable(),
                page(problem.code()),
                problem.findings().stream().map(FindingRecord::of).toList());
    }

    /** The page of the documentation that explains a code. */
    static String page(ProblemCode code) {
        return "docs/errors/" + code + ".md";
    }
}
