// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.VerificationFindingView;
import io.meshcloud.idp.contract.wire.VerificationResult;

/** The outcome of `verify`, as text: one finding a line, then the fixes and a summary. */
public final class VerificationText {
    private static final int SHORT_COMMIT = 10;

    private VerificationText() {}

    public static String of(VerificationResult result) {
        var text = new StringBuilder();
        result.findings().forEach(finding -> text.append(line(finding)).append('\n'));
        // A fix that many findings share is printed once.
        result.findings().stream()
                .map(VerificationFindingView::fix)
                .distinct()
                .forEach(fix -> text.append(Printable.of("to fix: " + fix)).append('\n'));
        return text.append(summary(result)).append('\n').toString();
    }

    private static String line(VerificationFindingView finding) {
        return Printable.of(
                shortened(finding.commit()) + " " + finding.path() + ": " + finding.code() + ": " + finding.what());
    }

    private static String summary(VerificationResult result) {
        var since = result.since();
        return count(result.commits(), "commit")
                + (since == null ? "" : " since " + shortened(since))
                + ", " + count(result.releases(), "change") + " of a release.yaml: "
                + (result.valid()
                        ? "all as the platform writes them"
                        : count(result.findings().size(), "finding"))
                + (result.signaturesChecked()
                        ? "; signatures checked"
                        : "; no signature was checked, so this does not prove who wrote the commits");
    }

    private static String shortened(String commit) {
        return commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
