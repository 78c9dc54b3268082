// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.credential;

import io.meshcloud.idp.contract.wire.RegistryResult;
import io.meshcloud.idp.contract.wire.RobotAccountView;
import io.meshcloud.idp.core.environment.CredentialRecipient;
import io.meshcloud.idp.core.environment.ProvisionedTarget;
import io.meshcloud.idp.core.environment.RegistryTarget;
import io.meshcloud.idp.core.wire.RegistryViews;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the credentials of new accounts: to a file for people and pipelines, to a manifest for the cluster, or, if
 * neither was requested, into the result. Not thread-safe.
 */
public final class CredentialWriter implements CredentialRecipient, AutoCloseable {
    private final @Nullable SecretFile variables;
    private final @Nullable SecretFile pullSecret;
    private final List<RobotAccountView> made = new ArrayList<>();
    private @Nullable RegistryTarget target;

    private CredentialWriter(@Nullable SecretFile variables, @Nullable SecretFile pullSecret) {
        this.variables = variables;
        this.pullSecret = pullSecret;
    }

    /** A writer that puts every credential into the result. */
    public static CredentialWriter withoutFiles() {
        return new CredentialWriter(null, null);
    }

    /**
     * Creates the files.
     *
     * @param variables for all accounts, as lines that a shell can read; absent for none
     * @param pullSecret for the account that pulls, as a Kubernetes manifest; absent for none
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#FILE_NOT_WRITABLE}, also if a file exists already
     */
    public static CredentialWriter open(@Nullable Path variables, @Nullable Path pullSecret) {
        var first = variables == null ? null : SecretFile.create(variables);
        try {
            return new CredentialWriter(first, pullSecret == null ? null : SecretFile.create(pullSecret));
        } catch (RuntimeException e) {
            if (first != null) {
                first.close();
            }
            throw e;
        }
    }

    @Override
    public void receive(RegistryTarget of, RobotCredential credential) {
        target = of;
        var files = new ArrayList<String>();
        if (variables != null) {
            variables.append(lines(of, credential));
            files.add(variables.toString());
        }
        if (pullSecret != null && credential.account().purpose() == RobotPurpose.PULL) {
            pullSecret.append(PullSecret.manifest(of, credential));
            files.add(pullSecret.toString());
        }
        made.add(
                files.isEmpty()
                        ? RegistryViews.revealed(credential)
                        : RegistryViews.saved(credential, String.join(", ", files)));
    }

    /** The result of a completed call. */
    public RegistryResult result(ProvisionedTarget done, Instant now) {
        return RegistryViews.done(done.target(), done.done(), made, now);
    }

    /** The accounts that a failed call had created: their secrets cannot be read again. */
    public Optional<RegistryResult> broken(Instant now) {
        return Optional.ofNullable(target)
                .map(known -> RegistryViews.done(known, new ProvisioningResult(List.of()), made, now));
    }

    private static String lines(RegistryTarget target, RobotCredential credential) {
        var account = credential.account();
        var name = "REGISTRY_" + account.purpose().word().toUpperCase(Locale.ROOT);
        return "# " + account.purpose().word() + " to " + target.repository() + ", for " + target.address() + ", "
                + account.expiry().map(until -> "until " + until).orElse("without end") + "\n"
                + name + "_USER=" + quoted(account.name()) + "\n"
                + name + "_PASSWORD=" + quoted(credential.secret().reveal()) + "\n";
    }

    /** Quotes for a POSIX shell: account names contain a dollar sign. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    @Override
    public void close() {
        if (variables != null) {
            variables.close();
        }
        if (pullSecret != null) {
            pullSecret.close();
        }
    }
}
