package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.List;
import java.util.Map;

/**
 * What must be unique, or belong together, across all environments of a state repository: the registry repository, the
 * triple tenant/app/environment, the name within its tenant, host and path of the ingress, the workspace of a
 * namespace.
 */
public final class RepositoryCheck {
    private RepositoryCheck() {}

    /** Every finding, sorted; each names the other place. A clash is reported at both. */
    public static List<Finding> check(Map<EnvironmentAddress, Document<AppEnvironment>> environments) {
        throw new UnsupportedOperationException(environments.toString());
    }
}
