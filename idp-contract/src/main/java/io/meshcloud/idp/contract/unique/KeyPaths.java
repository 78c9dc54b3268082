// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.unique;

import java.util.Set;

/** The paths of the fields of an {@code app-env.yaml} that make up {@link UniqueKeys}. */
final class KeyPaths {
    static final String NAME = "metadata.name";
    static final String TENANT = "metadata.tenant";
    static final String APP = "metadata.app";
    static final String ENVIRONMENT = "metadata.environment";
    static final String NAMESPACE = "spec.target.namespace";
    static final String REPOSITORY = "spec.registry.repository";
    static final String INGRESS_ENABLED = "spec.ingress.enabled";
    static final String INGRESS_HOST = "spec.ingress.host";
    static final String INGRESS_PATH = "spec.ingress.path";

    static final Set<String> ALL =
            Set.of(NAME, TENANT, APP, ENVIRONMENT, NAMESPACE, REPOSITORY, INGRESS_ENABLED, INGRESS_HOST, INGRESS_PATH);

    /** The groups that contain these fields. */
    static final Set<String> GROUPS = Set.of("metadata", "spec", "spec.target", "spec.registry", "spec.ingress");

    private KeyPaths() {}
}
