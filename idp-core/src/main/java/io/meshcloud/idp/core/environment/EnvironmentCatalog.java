package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.state.StateRepository;
import java.util.List;

/** Which environments there are and what runs in them. A broken one is listed as broken and hides no other. */
public final class EnvironmentCatalog {
    public EnvironmentCatalog(StateRepository repository) {
        throw new UnsupportedOperationException();
    }

    /** All of them, by address. */
    public List<EnvironmentSummary> list() {
        throw new UnsupportedOperationException();
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#ENVIRONMENT_NOT_FOUND} if nothing lies at the address
     */
    public EnvironmentDetails show(EnvironmentAddress address) {
        throw new UnsupportedOperationException();
    }
}
