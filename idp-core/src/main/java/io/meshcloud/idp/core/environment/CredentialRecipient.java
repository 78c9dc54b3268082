package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.spi.provisioning.RobotCredential;

/**
 * Who gets the credential of an account as soon as it is made; a registry tells a secret once and never again. If the
 * recipient fails, so does the call.
 */
@FunctionalInterface
public interface CredentialRecipient {
    void receive(RegistrySide side, RobotCredential credential);
}
