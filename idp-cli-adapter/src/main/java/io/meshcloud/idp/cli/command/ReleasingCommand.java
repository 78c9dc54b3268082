// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.ReleaseText;
import io.meshcloud.idp.core.release.ReleaseOutcome;

/** A command whose answer is a {@link ReleaseOutcome}. */
abstract class ReleasingCommand extends Subcommand {
    /**
     * Prints the outcome.
     *
     * @param done what the command does, in the past tense
     * @param explain whether to print the applied rules, which are then a result even of a refusal
     * @return the exit code
     */
    final int answer(ReleaseOutcome outcome, String done, boolean explain) {
        var console = console();
        var result = views().of(outcome);
        result.warnings().forEach(console::warning);
        remarkOnSettings(console);
        var trace = explain ? ReleaseText.trace(result.trace()) : "";
        return outcome.match(new ReleaseOutcome.Cases<>(
                updated -> console.result(() -> ReleaseText.of(result, done) + trace, result),
                unchanged -> console.result(() -> ReleaseText.of(result, done) + trace, result),
                rejected -> {
                    if (explain) {
                        console.result(() -> trace, result);
                    }
                    return refuse(rejected.problem(), result);
                },
                held -> console.result(() -> ReleaseText.of(result, done) + trace, result),
                planned -> console.result(() -> ReleaseText.of(result, done) + trace, result)));
    }
}
