// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.security.KeyFactory;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Optional;
import org.apache.sshd.common.util.security.AbstractSecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;

/** Registers the JDK's Ed25519 with the ssh library, once for the process. */
public final class JdkEd25519Registrar extends AbstractSecurityProviderRegistrar {
    private static final String PROVIDER = "SunEC";

    private JdkEd25519Registrar() {
        super(PROVIDER);
    }

    public static void install() {
        synchronized (JdkEd25519Registrar.class) {
            if (!SecurityUtils.getRegisteredProviders().contains(PROVIDER)) {
                SecurityUtils.registerSecurityProvider(new JdkEd25519Registrar());
            }
        }
    }

    @Override
    public boolean isSupported() {
        return getSecurityProvider() != null;
    }

    @Override
    public Provider getSecurityProvider() {
        return Security.getProvider(PROVIDER);
    }

    @Override
    public boolean isSecurityEntitySupported(Class<?> entity, String name) {
        return isSupported()
                && (entity == KeyFactory.class || entity == Signature.class)
                && (name.equalsIgnoreCase("EdDSA") || name.equalsIgnoreCase("Ed25519"));
    }

    @Override
    public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
        return isSupported() ? Optional.of(new JdkEd25519()) : Optional.empty();
    }
}
