// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.spi.caller.Reason;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options shared by the commands that release an image. */
final class ReleaseOptions {
    @Option(
            names = "--expect-current",
            paramLabel = "DIGEST|none",
            converter = Converters.Expected.class,
            description = "Release only if this digest is running.")
    private @Nullable ExpectedCurrent expected;

    @Option(
            names = "--override",
            paramLabel = "REASON",
            description = "Release in spite of a rule that may be overridden, for this reason. The commit keeps it.")
    private @Nullable String override;

    @Option(names = "--explain", description = "Print the rules that were applied.")
    private boolean explain;

    ExpectedCurrent expected() {
        return expected == null ? ExpectedCurrent.anything() : expected;
    }

    @Nullable
    Reason override() {
        return override == null ? null : Reason.parse(override);
    }

    boolean explain() {
        return explain;
    }
}
