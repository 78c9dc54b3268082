// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.check.PlatformCheck;
import io.meshcloud.idp.contract.check.RepositoryCheck;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.Result;
import java.util.ArrayList;
import java.util.List;

/** Checks an {@code app-env.yaml} before it is committed: the contract, the platform's rules, and uniqueness in the repository. */
final class EnvironmentFileCheck {
    private final EnvironmentScope scope;
    private final EnvironmentView view;
    private final EnvironmentIndexes indexes;

    EnvironmentFileCheck(EnvironmentScope scope, EnvironmentIndexes indexes) {
        this.scope = scope;
        this.view = scope.view();
        this.indexes = indexes;
    }

    /** The document that may be committed, or the problem that refuses it. */
    Result<Document<AppEnvironment>> check(Bytes bytes) {
        return ContractFiles.readAppEnvironment(view.environmentPath().value(), bytes)
                .match(this::checkDocument, this::refused);
    }

    private Result<Document<AppEnvironment>> checkDocument(Document<AppEnvironment> document) {
        var findings = new ArrayList<>(PlatformCheck.check(document, scope.platform()));
        if (!claimsNothingNew(document)) {
            findings.addAll(clashes(document));
        }
        return findings.stream().anyMatch(Finding::isError) ? refused(findings) : Result.of(document);
    }

    /**
     * Whether the new file has the keys of the old one, so that it adds no conflict; {@code validate} reports existing
     * conflicts.
     */
    private boolean claimsNothingNew(Document<AppEnvironment> document) {
        return view.validEnvironment()
                .filter(before -> UniqueKeys.of(before).equals(UniqueKeys.of(document.value())))
                .isPresent();
    }

    private List<Finding> clashes(Document<AppEnvironment> document) {
        var others = indexes.of(scope.snapshot()).sharing(view.address(), UniqueKeys.of(document.value()));
        var all = EnvironmentFiles.readValid(scope.snapshot(), scope.platform().layout(), others);
        all.put(view.address(), document);
        return RepositoryCheck.check(all).stream()
                .filter(finding -> finding.location().file().equals(document.file()))
                .toList();
    }

    private Result<Document<AppEnvironment>> refused(List<Finding> findings) {
        var codes = findings.stream()
                .filter(Finding::isError)
                .map(Finding::code)
                .distinct()
                .toList();
        var code = codes.size() == 1 ? codes.get(0) : ProblemCode.ENVIRONMENT_BROKEN;
        return Result.refused(problem(code, findings));
    }

    private Problem problem(ProblemCode code, List<Finding> findings) {
        var first = findings.get(0);
        return findings.size() == 1
                ? new Problem(
                        code,
                        "the app-env.yaml breaks a rule: " + first.what(),
                        first.location().toString(),
                        first.fix(),
                        findings)
                : new Problem(
                        code,
                        "the app-env.yaml breaks " + findings.size() + " rules",
                        view.environmentPath().value(),
                        "fix the findings",
                        findings);
    }
}
