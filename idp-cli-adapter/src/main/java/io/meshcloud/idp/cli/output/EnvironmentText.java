// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.problem.Finding.Severity;
import io.meshcloud.idp.contract.wire.EnvironmentDetailsView;
import io.meshcloud.idp.contract.wire.EnvironmentSummaryView;
import io.meshcloud.idp.contract.wire.FindingView;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Environments, as text. */
public final class EnvironmentText {
    private static final String NOTHING = "-";
    private static final int SHORT_DIGEST = "sha256:".length() + 12;

    private EnvironmentText() {}

    public static String list(List<EnvironmentSummaryView> environments) {
        var table = new Table("ADDRESS", "KIND", "MODE", "TAG", "DIGEST", "SINCE", "STATE");
        for (var environment : environments) {
            table.row(
                    environment.address(),
                    orNothing(environment.environment()),
                    mode(environment),
                    tag(environment),
                    abbreviated(environment.digest()),
                    orNothing(environment.releasedAt()),
                    environment.state().toString());
        }
        return table.toString();
    }

    public static String show(EnvironmentDetailsView details) {
        var summary = details.summary();
        var fields = new AlignedFields()
                .add("address", summary.address())
                .add("state", summary.state().toString())
                .add("kind", summary.environment())
                .add("mode", summary.mode() == null ? null : mode(summary))
                .add("image", details.release() == null ? "nothing released yet" : summary.image())
                .add("digest", summary.digest())
                .add("released as", summary.releasedTag())
                .add("in registry", Objects.toString(details.imageInRegistry(), null))
                .add("since", summary.releasedAt());
        if (details.release() != null) {
            fields.add("released through", details.release().observedBy());
        }
        var text = new StringBuilder(fields.add("file", details.path()).toString());
        summary.findings().forEach(finding -> text.append(line(finding)).append('\n'));
        if (details.file() != null) {
            text.append('\n');
            details.file()
                    .lines()
                    .forEach(line -> text.append(Printable.of(line)).append('\n'));
        }
        return text.toString();
    }

    /** {@code file:line:column: IDP-nnnn: what; fix}, the form that editors and pipelines pick up. */
    public static String line(FindingView finding) {
        return Printable.of(finding.where() + ": " + (finding.severity() == Severity.WARNING ? "warning " : "")
                + finding.code() + ": " + finding.what() + (finding.fix().isEmpty() ? "" : "; " + finding.fix()));
    }

    private static String mode(EnvironmentSummaryView environment) {
        return orNothing(environment.mode()) + (environment.held() ? " (held)" : "");
    }

    /** In brackets if only history knows the tag. */
    private static String tag(EnvironmentSummaryView environment) {
        return environment.releasedTag() == null ? orNothing(environment.tag()) : "(" + environment.releasedTag() + ")";
    }

    private static String abbreviated(@Nullable String digest) {
        return digest == null ? NOTHING : digest.substring(0, Math.min(SHORT_DIGEST, digest.length()));
    }

    private static String orNothing(@Nullable String value) {
        return value == null ? NOTHING : value;
    }
}
