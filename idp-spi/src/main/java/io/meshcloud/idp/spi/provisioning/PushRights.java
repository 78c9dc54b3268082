package io.meshcloud.idp.spi.provisioning;

import io.meshcloud.idp.contract.image.ImageRepository;
import java.util.Optional;

/** How far a right to push reaches: a registry that grants it for a whole project cannot keep its repositories apart. */
@FunctionalInterface
public interface PushRights {

    /**
     * What whoever may push to this repository may push to as well, by the registry's name for it, such as
     * {@code project likvid}; empty where each repository has rights of its own, or nobody knows.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException when the registry cannot be asked
     */
    Optional<String> reach(ImageRepository repository);
}
