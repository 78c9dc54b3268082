// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.wire;

import io.meshcloud.idp.contract.wire.ReconcileResult;
import io.meshcloud.idp.contract.wire.ReconciledEnvironmentView;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.core.automation.Reconciled;
import java.util.List;
import java.util.Optional;

/** Converts the result of a poll. */
final class ReconcileViews {
    private ReconcileViews() {}

    static ReconcileResult of(Reconciled reconciled, Views views) {
        var environments =
                reconciled.environments().stream().map(it -> of(it, views)).toList();
        return new ReconcileResult(
                views.now(),
                count(environments, ReleaseResult.Status.UPDATED),
                count(environments, ReleaseResult.Status.PLANNED),
                count(environments, ReleaseResult.Status.UNCHANGED),
                count(environments, ReleaseResult.Status.HELD),
                count(environments, ReleaseResult.Status.REJECTED),
                (int) environments.stream().filter(it -> it.failure() != null).count(),
                reconciled.manual(),
                reconciled.off(),
                environments,
                Views.warnings(reconciled.unread()),
                reconciled.stopped());
    }

    private static ReconciledEnvironmentView of(Reconciled.Looked looked, Views views) {
        return new ReconciledEnvironmentView(
                looked.address().toString(),
                Optional.ofNullable(looked.outcome()).map(views::of).orElse(null),
                Optional.ofNullable(looked.problem()).map(Views::of).orElse(null));
    }

    private static int count(List<ReconciledEnvironmentView> environments, ReleaseResult.Status status) {
        return (int) environments.stream()
                .flatMap(it -> Optional.ofNullable(it.release()).stream())
                .filter(release -> release.result() == status)
                .count();
    }
}
