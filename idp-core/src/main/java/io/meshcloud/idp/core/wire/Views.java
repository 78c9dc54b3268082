package io.meshcloud.idp.core.wire;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.wire.ChangeResult;
import io.meshcloud.idp.contract.wire.EnvironmentDetailsView;
import io.meshcloud.idp.contract.wire.EnvironmentSummaryView;
import io.meshcloud.idp.contract.wire.FindingView;
import io.meshcloud.idp.contract.wire.HistoryResult;
import io.meshcloud.idp.contract.wire.ProblemView;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.contract.wire.ValidationResult;
import io.meshcloud.idp.core.environment.EnvironmentDetails;
import io.meshcloud.idp.core.environment.EnvironmentSummary;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.release.HistoryPage;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.validate.ValidationReport;

/** From the core's values to the records that front ends print. */
public final class Views {
    private Views() {}

    public static ReleaseResult of(ReleaseOutcome outcome) {
        throw new UnsupportedOperationException();
    }

    public static ChangeResult of(ChangeOutcome outcome) {
        throw new UnsupportedOperationException();
    }

    public static EnvironmentSummaryView of(EnvironmentSummary summary) {
        throw new UnsupportedOperationException();
    }

    public static EnvironmentDetailsView of(EnvironmentDetails details) {
        throw new UnsupportedOperationException();
    }

    public static HistoryResult of(EnvironmentAddress address, HistoryPage page) {
        throw new UnsupportedOperationException();
    }

    public static ValidationResult of(ValidationReport report) {
        throw new UnsupportedOperationException();
    }

    public static ProblemView of(Problem problem) {
        throw new UnsupportedOperationException();
    }

    public static FindingView of(Finding finding) {
        throw new UnsupportedOperationException();
    }
}
