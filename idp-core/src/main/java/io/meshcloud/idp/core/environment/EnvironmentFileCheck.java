// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.check.AddressCheck;
import io.meshcloud.idp.contract.check.Claimant;
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
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.Result;
import io.meshcloud.idp.spi.caller.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks an {@code app-env.yaml} before it is committed: the contract, the platform's rules, and uniqueness in the
 * repository.
 */
final class EnvironmentFileCheck {
    private final EnvironmentScope scope;
    private final EnvironmentView view;
    private final EnvironmentIndexes indexes;
    private final Caller caller;

    /**
     * @param caller the maker of the request; findings name no other environment that they may not see
     */
    EnvironmentFileCheck(EnvironmentScope scope, EnvironmentIndexes indexes, Caller caller) {
        this.scope = scope;
        this.view = scope.view();
        this.indexes = indexes;
        this.caller = caller;
    }

    /**
     * The file that may be committed, or the problem that refuses it.
     *
     * @param force whether the address may end in the name of another kind, whatever the mode of that kind
     */
    Result<CheckedFile> check(Bytes bytes, boolean force) {
        return ContractFiles.readAppEnvironment(view.environmentPath().value(), bytes)
                .match(document -> checkDocument(document, force), this::refused);
    }

    private Result<CheckedFile> checkDocument(Document<AppEnvironment> document, boolean force) {
        var findings = new ArrayList<>(PlatformCheck.check(document, scope.platform()));
        otherKind(document, force).ifPresent(findings::add);
        if (!claimsNothingNew(document)) {
            findings.addAll(clashes(document));
        }
        findings.addAll(document.warnings());
        if (findings.stream().anyMatch(Finding::isError)) {
            return refused(findings);
        }
        return Result.of(new CheckedFile(
                document, findings.stream().sorted().map(Warning::of).toList()));
    }

    /**
     * The finding is only a warning with --force, or if the current file has the same fault: other changes of the file
     * must remain possible.
     */
    private Optional<Finding> otherKind(Document<AppEnvironment> document, boolean force) {
        var platform = scope.platform();
        boolean known = view.environment()
                .document()
                .flatMap(before -> AddressCheck.check(view.address(), before, platform))
                .filter(Finding::isError)
                .isPresent();
        return AddressCheck.check(view.address(), document, platform)
                .map(finding -> force || known ? finding.asWarning() : finding);
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
        var owners = scope.platform().ingress().hostsBelongTo();
        var others = indexes.of(scope.snapshot()).sharing(view.address(), UniqueKeys.of(document.value()), owners);
        var all = EnvironmentFiles.readClaims(scope.snapshot(), scope.platform().layout(), others);
        all.put(view.address(), Claimant.of(document));
        return RepositoryCheck.check(all, owners, caller::maySee).stream()
                .filter(finding -> finding.location().file().equals(document.file()))
                .toList();
    }

    /**
     * @param findings with at least one error
     */
    private Result<CheckedFile> refused(List<Finding> findings) {
        var errors = findings.stream().filter(Finding::isError).sorted().toList();
        var codes = errors.stream().map(Finding::code).distinct().toList();
        var code = codes.size() == 1 ? codes.get(0) : ProblemCode.ENVIRONMENT_BROKEN;
        var first = errors.get(0);
        return Result.refused(
                errors.size() == 1
                        ? new Problem(
                                code,
                                "the app-env.yaml breaks a rule: " + first.what(),
                                first.location().toString(),
                                first.fix(),
                                findings)
                        : new Problem(
                                code,
                                "the app-env.yaml breaks " + errors.size() + " rules",
                                view.environmentPath().value(),
                                "fix the findings",
                                findings));
    }
}
