// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.credential.CredentialWriter;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.RegistryText;
import io.meshcloud.idp.contract.wire.RegistryResult;
import io.meshcloud.idp.core.environment.CredentialRecipient;
import io.meshcloud.idp.core.environment.ProvisionedTarget;
import io.meshcloud.idp.spi.caller.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** A command that creates robot accounts, whose secrets cannot be looked up later. */
abstract class RegistryCommand extends Subcommand {
    @ArgGroup(exclusive = false, heading = "%nNew robot accounts at the registry:%n")
    private @Nullable AccountOptions accounts;

    final boolean describesAccounts() {
        return accounts != null;
    }

    final @Nullable Duration validity() {
        return accounts == null ? null : accounts.validity();
    }

    final Caller caller() {
        return Caller.platform(settings().requireActor());
    }

    final void refuseDryRun() {
        if (settings().get(AllSettings.DRY_RUN)) {
            throw usage("a registry has no dry run, so this command has none either");
        }
    }

    /** Does the work and prints its result. */
    final int make(Function<CredentialRecipient, ProvisionedTarget> work) {
        try (var writer = openWriter()) {
            return show(writer.result(guarded(writer, work), now()));
        }
    }

    final CredentialWriter openWriter() {
        return accounts == null ? CredentialWriter.withoutFiles() : accounts.open(context());
    }

    /**
     * Does the work. If it fails, shows the secrets that were created until then, and reports the failure after them.
     */
    final <R> R guarded(CredentialWriter writer, Function<CredentialRecipient, R> work) {
        try {
            return work.apply(writer);
        } catch (RuntimeException e) {
            writer.broken(now()).ifPresent(this::show);
            throw e;
        }
    }

    final Instant now() {
        return context().clock().instant();
    }

    private int show(RegistryResult result) {
        remarkOn(result, console());
        return console().result(() -> RegistryText.done(result), result);
    }

    /** Notes in addition to the result. */
    final void remarkOn(RegistryResult result, Console console) {
        result.warnings().forEach(warning -> console.note("warning: " + warning));
        if (describesAccounts() && result.accounts().isEmpty()) {
            console.note(
                    "no credentials were written: the accounts exist already, and their secrets cannot be read again;"
                            + " `idp env credentials " + result.address() + " --rotate` creates new ones");
        }
        if (result.accounts().stream().anyMatch(account -> account.secret() != null)) {
            console.note("the secrets are shown only once: save them now");
        }
    }
}
