// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.Optional;

/**
 * Checks an {@code app-env.yaml} against its address. People read the kind of an environment in the last part of its
 * address, so {@code team/shop/prod} must not silently follow the rules of {@code dev}.
 */
public final class AddressCheck {
    private static final String POINTER = "metadata.environment";

    private AddressCheck() {}

    /**
     * A finding if the last part of the address is the name of another kind. It is an error if that kind is released by
     * hand, and automation would release to this environment; otherwise it is a warning.
     */
    public static Optional<Finding> check(
            EnvironmentAddress address, Document<AppEnvironment> document, Platform platform) {
        var environment = document.value();
        var kind = environment.metadata().environment();
        var last = address.segments().get(address.segments().size() - 1);
        return last.equals(kind)
                ? Optional.empty()
                : platform.rules(last).map(rules -> {
                    boolean followsPushes = platform.deployMode(environment) == DeployMode.AUTO;
                    var finding = Finding.error(
                            ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                            document.locate(POINTER),
                            POINTER,
                            "the address ends in " + Quoted.of(last.value()) + ", but the file is of the kind "
                                    + Quoted.of(kind.value())
                                    + (followsPushes ? ", and automation deploys what is pushed" : ""),
                            "write environment: " + last + ", or choose an address that does not end in the name of"
                                    + " another kind; --force accepts it as it is");
                    return followsPushes && rules.deployMode() == DeployMode.MANUAL ? finding : finding.asWarning();
                });
    }
}
