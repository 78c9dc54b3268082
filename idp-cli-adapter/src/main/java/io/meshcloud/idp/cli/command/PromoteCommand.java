// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.PromotionText;
import io.meshcloud.idp.cli.output.ReleaseText;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.wire.PromotionResult;
import io.meshcloud.idp.core.promotion.PromotionRequest;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Promotes the running image of one environment to another. */
@Command(
        name = "promote",
        description = "Copy the running image of one environment to another's repository and release it there.",
        footer = {
            "",
            "The same bytes under the same digest, with their signatures and SBOMs, along promoteFrom in"
                    + " platform.yaml.",
            "What exists there already is not copied again. Example:",
            "  idp promote likvid/hello-api/staging likvid/hello-api/prod --reason \"tested by the team\""
        })
final class PromoteCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FROM", description = "The environment whose image is promoted.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "The environment that gets the image.")
    private String to = "";

    @Mixin
    private final ReleaseOptions release = new ReleaseOptions();

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        var request = new PromotionRequest(
                EnvironmentAddress.parse(from),
                EnvironmentAddress.parse(to),
                release.expected(),
                release.override(),
                change.context(settings()));
        var promotion = core().promotions().promote(request);
        var result = views().of(request.from(), promotion);
        var console = console();
        result.release().warnings().forEach(console::warning);
        remarkOnSettings(console);
        if (promotion.release() instanceof ReleaseOutcome.Rejected rejected) {
            if (release.explain()) {
                console.result(() -> ReleaseText.trace(result.release().trace()), result);
            }
            if (result.transfer() != null) {
                console.note(
                        "the image was copied before the refusal; the copy stays, and only a person can release it");
            }
            return refuse(rejected.problem(), result.release());
        }
        return console.result(() -> text(result), result);
    }

    private String text(PromotionResult result) {
        return PromotionText.of(result)
                + (release.explain() ? ReleaseText.trace(result.release().trace()) : "");
    }
}
