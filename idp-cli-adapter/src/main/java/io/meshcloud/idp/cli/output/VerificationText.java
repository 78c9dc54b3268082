package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.VerificationFindingView;
import io.meshcloud.idp.contract.wire.VerificationResult;

/** What a walk over history found, for people: one finding a line, then what to do and what the walk is worth. */
public final class VerificationText {
    private static final int SHORT_COMMIT = 10;

    private VerificationText() {}

    public static String of(VerificationResult result) {
        var text = new StringBuilder();
        result.findings().forEach(finding -> text.append(line(finding)).append('\n'));
        // The same remedy for a hundred findings is told once.
        result.findings().stream()
                .map(VerificationFindingView::fix)
                .distinct()
                .forEach(fix -> text.append(Printable.of("to mend: " + fix)).append('\n'));
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
                        : "; no signature was checked, so this tells what does not fit, not who wrote it");
    }

    private static String shortened(String commit) {
        return commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
