package io.meshcloud.idp.core.wire;

import io.meshcloud.idp.contract.wire.ReconcileResult;
import io.meshcloud.idp.contract.wire.ReconciledEnvironmentView;
import io.meshcloud.idp.core.automation.Reconciled;
import java.util.List;
import java.util.Optional;

/** The record of a poll. */
final class ReconcileViews {
    private ReconcileViews() {}

    static ReconcileResult of(Reconciled reconciled) {
        var environments =
                reconciled.environments().stream().map(ReconcileViews::of).toList();
        return new ReconcileResult(
                count(environments, "updated"),
                count(environments, "planned"),
                count(environments, "unchanged"),
                count(environments, "held"),
                count(environments, "rejected"),
                (int) environments.stream().filter(it -> it.failure() != null).count(),
                reconciled.manual(),
                reconciled.off(),
                environments);
    }

    private static ReconciledEnvironmentView of(Reconciled.Looked looked) {
        return new ReconciledEnvironmentView(
                looked.address().toString(),
                Optional.ofNullable(looked.outcome()).map(Views::of).orElse(null),
                Optional.ofNullable(looked.problem()).map(Views::of).orElse(null));
    }

    private static int count(List<ReconciledEnvironmentView> environments, String word) {
        return (int) environments.stream()
                .flatMap(it -> Optional.ofNullable(it.release()).stream())
                .filter(release -> release.result().equals(word))
                .count();
    }
}
