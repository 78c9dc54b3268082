// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.wire;

import io.meshcloud.idp.contract.wire.ProvisioningStepView;
import io.meshcloud.idp.contract.wire.RegistryResult;
import io.meshcloud.idp.contract.wire.RobotAccountView;
import io.meshcloud.idp.core.environment.RegistryTarget;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts the results of provisioning. A record contains a secret only if the caller passes one. */
public final class RegistryViews {
    private RegistryViews() {}

    /** The provisioning steps, and the accounts created by them. */
    public static RegistryResult done(
            RegistryTarget target, ProvisioningResult done, List<RobotAccountView> made, Instant now) {
        var steps = done.steps().stream()
                .map(step ->
                        new ProvisioningStepView(step.thing(), step.verdict().word()))
                .toList();
        return new RegistryResult(
                target.address().toString(),
                target.repository().toString(),
                steps,
                made,
                done.warnings(),
                Views.time(now));
    }

    /** The existing accounts. */
    public static RegistryResult seen(RegistryTarget target, List<RobotAccount> accounts, Instant now) {
        return new RegistryResult(
                target.address().toString(),
                target.repository().toString(),
                List.of(),
                accounts.stream().map(account -> account(account, now)).toList(),
                List.of(),
                Views.time(now));
    }

    private static RobotAccountView account(RobotAccount account, Instant now) {
        return view(account, account.state(now), null, null);
    }

    /** A new account with its secret. */
    public static RobotAccountView revealed(RobotCredential credential) {
        return view(
                credential.account(),
                RobotAccount.State.GOOD,
                credential.secret().reveal(),
                null);
    }

    /** A new account whose secret was written to these files only. */
    public static RobotAccountView saved(RobotCredential credential, String files) {
        return view(credential.account(), RobotAccount.State.GOOD, null, files);
    }

    private static RobotAccountView view(
            RobotAccount account, RobotAccount.State state, @Nullable String secret, @Nullable String savedTo) {
        return new RobotAccountView(
                account.purpose().word(),
                account.name(),
                state.word(),
                account.expiry().map(Instant::toString).orElse(null),
                secret,
                savedTo);
    }
}
