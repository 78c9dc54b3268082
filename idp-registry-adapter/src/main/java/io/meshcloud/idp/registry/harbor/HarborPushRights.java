// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.spi.provisioning.PushRights;
import java.util.Optional;

/** Harbor grants push rights for a whole project. For other registries, the scope of push rights is not known. */
public final class HarborPushRights implements PushRights {
    private final HarborDetector harbors;

    public HarborPushRights(HarborDetector harbors) {
        this.harbors = harbors;
    }

    @Override
    public Optional<String> reach(ImageRepository repository) {
        return harbors.find(repository.host())
                .map(harbor ->
                        "the project " + HarborRepository.of(repository).project() + " of the Harbor " + harbor.host());
    }
}
