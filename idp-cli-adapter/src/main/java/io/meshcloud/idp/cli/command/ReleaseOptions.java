package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.spi.caller.Reason;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What whoever lets an image run may say beside which one. */
final class ReleaseOptions {
    @Option(
            names = "--expect-current",
            paramLabel = "DIGEST|none",
            description = "Go on only if this runs there at the moment.")
    private @Nullable String expected;

    @Option(
            names = "--override",
            paramLabel = "REASON",
            description = "Go on in spite of a freeze, and why; it is kept in the commit.")
    private @Nullable String override;

    @Option(names = "--explain", description = "Print the rules that were applied.")
    private boolean explain;

    ExpectedCurrent expected() {
        return expected == null ? ExpectedCurrent.anything() : ExpectedCurrent.parse(expected);
    }

    @Nullable
    Reason freezeOverride() {
        return override == null ? null : Reason.parse(override);
    }

    boolean explain() {
        return explain;
    }
}
