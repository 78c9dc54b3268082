/** The contracts of the ports {@code RegistryProvisioner} and {@code PushRights}, and a registry in memory. */
@NullMarked
package io.meshcloud.idp.testkit.provisioning;

import org.jspecify.annotations.NullMarked;
