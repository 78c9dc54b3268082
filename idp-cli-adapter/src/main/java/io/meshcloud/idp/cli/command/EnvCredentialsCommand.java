// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.RegistryText;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.wire.WarningView;
import io.meshcloud.idp.core.environment.RegistryTarget;
import io.meshcloud.idp.core.wire.RegistryViews;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the robot accounts of an environment, or renews them. */
@Command(
        name = "credentials",
        description = "Show an environment's robot accounts at its registry and when they expire, or renew them.",
        footer = {
            "",
            "--rotate creates new accounts. The old ones stay valid for the overlap, in which the team's CI and",
            "the cluster get the new secrets.",
            "",
            "Example:",
            "  idp env credentials likvid/hello-api/prod --rotate --overlap-days 3 \\",
            "    --credentials ci.env --pull-secret pull-secret.yaml"
        })
final class EnvCredentialsCommand extends RegistryCommand {
    private static final Duration SOON = Duration.ofDays(14);
    private static final int USUAL_OVERLAP = 7;

    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Option(names = "--rotate", description = "Create a new account of each kind; the old ones expire.")
    private boolean rotate;

    @Option(
            names = "--overlap-days",
            paramLabel = "DAYS",
            converter = Converters.WholeNumber.class,
            description = "How long the old secrets stay valid; 0 ends them at once. Default: 7.")
    private @Nullable Integer overlap;

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        if (rotate) {
            return rotate(environment);
        }
        if (overlap != null || describesAccounts()) {
            throw usage("the options for new accounts need --rotate");
        }
        return show(core().registryProvisioning().target(environment, caller()));
    }

    private int rotate(EnvironmentAddress environment) {
        refuseDryRun();
        var days = Duration.ofDays(overlap == null ? USUAL_OVERLAP : overlap);
        return make(writer -> core().registryProvisioning().rotate(environment, validity(), days, caller(), writer));
    }

    private int show(RegistryTarget target) {
        var accounts = core().registryProvisioning().accounts(target);
        var now = now();
        var console = console();
        Arrays.stream(RobotPurpose.values())
                .flatMap(purpose -> warning(purpose, accounts, now).stream())
                .forEach(console::warning);
        var result = RegistryViews.seen(target, accounts, now);
        return console.result(() -> RegistryText.accounts(result), result);
    }

    /** The account that is valid longest decides: the others may be expiring after a rotation. */
    private static Optional<WarningView> warning(RobotPurpose purpose, List<RobotAccount> accounts, Instant now) {
        var good = accounts.stream()
                .filter(account -> account.purpose() == purpose && account.state(now) == RobotAccount.State.GOOD)
                .toList();
        var disabled = accounts.stream()
                .filter(account -> account.purpose() == purpose && account.state(now) == RobotAccount.State.DISABLED)
                .findFirst();
        if (good.isEmpty() && disabled.isPresent()) {
            return Optional.of(new WarningView(
                    "the account that can " + purpose.word() + ", "
                            + disabled.get().name() + ", is disabled",
                    "",
                    "enable it at the registry, or create another one with --rotate"));
        }
        if (good.isEmpty()) {
            return Optional.of(new WarningView(
                    "no account of this environment can " + purpose.word(),
                    "",
                    "`idp env provision` creates the missing parts"));
        }
        boolean lasts = good.stream()
                .anyMatch(account -> account.expiry()
                        .filter(until -> until.isBefore(now.plus(SOON)))
                        .isEmpty());
        return lasts
                ? Optional.empty()
                : Optional.of(new WarningView(
                        "the last account that can " + purpose.word() + " expires within two weeks",
                        "",
                        "renew it with --rotate"));
    }
}
