package io.meshcloud.idp.core.wire;

import io.meshcloud.idp.contract.wire.ProvisioningStepView;
import io.meshcloud.idp.contract.wire.RegistrySideResult;
import io.meshcloud.idp.contract.wire.RobotAccountView;
import io.meshcloud.idp.core.environment.RegistrySide;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The views of an environment's registry side. A secret gets into one only where the caller hands it over. */
public final class RegistrySideViews {
    private RegistrySideViews() {}

    /** What was done, and the accounts that were made by it. */
    public static RegistrySideResult done(RegistrySide side, ProvisioningResult done, List<RobotAccountView> made) {
        var steps = done.steps().stream()
                .map(step ->
                        new ProvisioningStepView(step.thing(), step.verdict().word()))
                .toList();
        return new RegistrySideResult(
                side.address().toString(), side.repository().toString(), steps, made);
    }

    /** What there is. */
    public static RegistrySideResult seen(RegistrySide side, List<RobotAccount> accounts, Instant now) {
        return new RegistrySideResult(
                side.address().toString(),
                side.repository().toString(),
                List.of(),
                accounts.stream().map(account -> account(account, now)).toList());
    }

    private static RobotAccountView account(RobotAccount account, Instant now) {
        return view(account, account.state(now), null, null);
    }

    /** A new account with its secret. */
    public static RobotAccountView told(RobotCredential credential) {
        return view(
                credential.account(),
                RobotAccount.State.GOOD,
                credential.secret().reveal(),
                null);
    }

    /** A new account whose secret was written to these files, and is told nowhere else. */
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
