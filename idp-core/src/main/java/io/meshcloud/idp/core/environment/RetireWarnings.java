// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.model.Platform.OnRetire;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.EnvironmentView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person should know when an environment is retired: its last image, and what happens to its workload. */
final class RetireWarnings {
    private RetireWarnings() {}

    /** Empty if nothing was released there. */
    static List<Warning> of(EnvironmentView view, Platform platform) {
        if (view.release().isAbsent()) {
            return List.of();
        }
        return Stream.of(
                        view.readableRelease().map(AppRelease::image).map(RetireWarnings::lastImage),
                        view.validEnvironment().map(environment -> workload(environment, platform)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Warning lastImage(ImageReference image) {
        return new Warning(
                "the image that ran is " + image,
                "",
                "to bring it back, create the environment again and release that image");
    }

    private static Warning workload(AppEnvironment environment, Platform platform) {
        var kind = environment.metadata().environment();
        var target = environment.target();
        var place =
                "namespace " + target.namespace() + (target.cluster() == null ? "" : " on cluster " + target.cluster());
        return platform.onRetire(environment) == OnRetire.DELETE
                ? new Warning(
                        "Argo CD removes the workload from " + place + ", because onRetire of " + kind + " is delete",
                        "",
                        "")
                : new Warning(
                        "the workload goes on running in " + place + ", because onRetire of " + kind + " is keep",
                        "",
                        "to remove it, delete its Application in Argo CD together with its resources, or its objects with"
                                + " `kubectl delete`; `kubectl --namespace " + target.namespace()
                                + " get all` lists them");
    }
}
