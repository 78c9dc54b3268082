package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.spi.provisioning.PushRights;
import java.util.Optional;

/** A Harbor grants rights for a whole project; of other registries nothing is known. */
public final class HarborPushRights implements PushRights {
    private final Harbors harbors;

    public HarborPushRights(Harbors harbors) {
        this.harbors = harbors;
    }

    @Override
    public Optional<String> reach(ImageRepository repository) {
        return harbors.find(repository.host())
                .map(harbor ->
                        "the project " + HarborPlace.of(repository).project() + " of the Harbor " + harbor.host());
    }
}
