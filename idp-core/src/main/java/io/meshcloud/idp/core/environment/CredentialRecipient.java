// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.spi.provisioning.RobotCredential;

/**
 * Receives the credential of an account as soon as the account is created, because a registry reveals a secret only
 * once. If the recipient throws, so does the call.
 */
@FunctionalInterface
public interface CredentialRecipient {
    void receive(RegistryTarget target, RobotCredential credential);
}
