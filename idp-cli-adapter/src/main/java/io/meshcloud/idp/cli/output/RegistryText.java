// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.RegistryResult;
import io.meshcloud.idp.contract.wire.RobotAccountView;
import java.util.Objects;

/** The registry side of an environment, as text. */
public final class RegistryText {
    private static final String NEVER = "never";

    private RegistryText() {}

    /** What was done, and the secrets, which are shown only once. */
    public static String done(RegistryResult result) {
        var fields = new AlignedFields().add("registry", result.repository());
        result.steps().forEach(step -> fields.add(step.result(), step.thing()));
        result.accounts()
                .forEach(account -> fields.add(account.purpose() + " user", account.user())
                        .add(account.purpose() + " secret", account.secret())
                        .add(account.purpose() + " saved to", account.savedTo())
                        .add(account.purpose() + " expires", expires(account)));
        return fields.toString();
    }

    /** All accounts. */
    public static String accounts(RegistryResult result) {
        var table = new Table("PURPOSE", "USER", "STATE", "EXPIRES");
        result.accounts()
                .forEach(account -> table.row(account.purpose(), account.user(), account.state(), expires(account)));
        return table.toString();
    }

    private static String expires(RobotAccountView account) {
        return Objects.requireNonNullElse(account.expires(), NEVER);
    }
}
