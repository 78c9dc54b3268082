package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.check.PlatformCheck;
import io.meshcloud.idp.contract.check.RepositoryCheck;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.Environments;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every rule on a file that is about to be committed: the contract's, the platform's, and those across the repository. */
final class EnvironmentFileCheck {
    private final EnvironmentView view;
    private final Platform platform;
    private final Snapshot snapshot;
    private final EnvironmentIndexes indexes;

    EnvironmentFileCheck(EnvironmentView view, Platform platform, Snapshot snapshot, EnvironmentIndexes indexes) {
        this.view = view;
        this.platform = platform;
        this.snapshot = snapshot;
        this.indexes = indexes;
    }

    /** A file that may be committed, or why not. */
    record Result(Optional<Document<AppEnvironment>> document, Optional<Problem> problem) {}

    Result check(Bytes bytes) {
        return ContractFiles.readAppEnvironment(view.environmentPath().value(), bytes)
                .match(this::checkDocument, findings -> refused(findings));
    }

    private Result checkDocument(Document<AppEnvironment> document) {
        var findings = new ArrayList<>(PlatformCheck.check(document, platform));
        if (!claimsNothingNew(document)) {
            findings.addAll(clashes(document));
        }
        return findings.stream().anyMatch(Finding::isError)
                ? refused(findings)
                : new Result(Optional.of(document), Optional.empty());
    }

    /** Then nothing can clash that did not before; a double that stands is for {@code validate} to tell. */
    private boolean claimsNothingNew(Document<AppEnvironment> document) {
        return view.validEnvironment()
                .filter(before -> UniqueKeys.of(before).equals(UniqueKeys.of(document.value())))
                .isPresent();
    }

    private List<Finding> clashes(Document<AppEnvironment> document) {
        var others = indexes.of(snapshot).sharing(view.address(), UniqueKeys.of(document.value()));
        var all = Environments.readValid(snapshot, platform.layout(), others);
        all.put(view.address(), document);
        return RepositoryCheck.check(all).stream()
                .filter(finding -> finding.location().file().equals(document.file()))
                .toList();
    }

    private Result refused(List<Finding> findings) {
        var codes = findings.stream()
                .filter(Finding::isError)
                .map(Finding::code)
                .distinct()
                .toList();
        var code = codes.size() == 1 ? codes.get(0) : ProblemCode.ENVIRONMENT_BROKEN;
        return new Result(Optional.empty(), Optional.of(problem(code, findings)));
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
                        "mend what the findings name",
                        findings);
    }
}
