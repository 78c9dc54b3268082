package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.credential.CredentialWriter;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.RegistryText;
import io.meshcloud.idp.contract.wire.RegistryResult;
import io.meshcloud.idp.core.environment.CredentialRecipient;
import io.meshcloud.idp.core.environment.ProvisionedTarget;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** A command that makes robot accounts, whose secrets nobody can look up afterwards. */
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
        return Caller.platform(Actor.parse(settings().get(AllSettings.ACTOR)));
    }

    final void refuseDryRun() {
        if (settings().get(AllSettings.DRY_RUN)) {
            throw usage("a registry cannot be asked what it would do, so there is no dry run of this");
        }
    }

    /** Does the work and prints its result. */
    final int make(Function<CredentialRecipient, ProvisionedTarget> work) {
        try (var writer = openWriter()) {
            return told(writer.result(guarded(writer, work)));
        }
    }

    final CredentialWriter openWriter() {
        return accounts == null ? CredentialWriter.withoutFiles() : accounts.open(context());
    }

    /** The work's own result; if it breaks, the secrets that were made by then are told before the failure is. */
    final <R> R guarded(CredentialWriter writer, Function<CredentialRecipient, R> work) {
        try {
            return work.apply(writer);
        } catch (RuntimeException e) {
            writer.broken().ifPresent(this::told);
            throw e;
        }
    }

    private int told(RegistryResult result) {
        remarkOn(result, console());
        return console().result(() -> RegistryText.done(result), result);
    }

    /** What a person has to know beside the result. */
    static void remarkOn(RegistryResult result, Console console) {
        if (result.accounts().stream().anyMatch(account -> account.secret() != null)) {
            console.note("the secrets are shown this once: keep them now");
        }
    }
}
