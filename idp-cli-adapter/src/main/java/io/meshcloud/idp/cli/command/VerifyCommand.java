// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.cli.output.VerificationText;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.verify.VerificationReport;
import io.meshcloud.idp.core.verify.VerificationRequest;
import io.meshcloud.idp.spi.state.CommitIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Walks history and reports every change of a release.yaml that the platform did not write. */
@Command(
        name = "verify",
        description = "Find in history every change of a release.yaml that the platform did not write.",
        footer = {
            "",
            "Without allowed signers it finds inconsistent commits but does not prove who wrote them: everyone",
            "with push access can write the platform's name. With findings the exit code is 3."
        })
final class VerifyCommand extends Subcommand {
    private static final int PROGRESS_STEP = 500;

    @Option(
            names = "--since",
            paramLabel = "COMMIT",
            description = {
                "Check only the commits after this one, for example after the last check;",
                "full, or at least four digits. Default: the whole history."
            })
    private @Nullable String since;

    @Option(
            names = "--committer",
            paramLabel = "'NAME <MAIL>'",
            converter = Converters.Committer.class,
            description = "An earlier identity of the platform, in addition to the current one. Repeatable.")
    private List<CommitIdentity> earlier = new ArrayList<>();

    @Override
    public Integer call() {
        var console = console();
        var report = report(progress(console));
        console.progress("");
        var result = views().of(report);
        console.result(() -> VerificationText.of(result), result);
        return report.isClean() ? ExitCodes.DONE : ExitCodes.of(ProblemKind.INVALID);
    }

    private VerificationReport report(IntConsumer progress) {
        var platform = new HashSet<CommitIdentity>();
        platform.add(services().platform());
        platform.addAll(earlier);
        boolean signed = settings().find(AllSettings.ALLOWED_SIGNERS).isPresent();
        return core().verification().verify(reader(), new VerificationRequest(since, platform, signed), progress);
    }

    private static IntConsumer progress(Console console) {
        return commits -> {
            if (commits % PROGRESS_STEP == 0) {
                console.progress("checked " + commits + " commits");
            }
        };
    }
}
