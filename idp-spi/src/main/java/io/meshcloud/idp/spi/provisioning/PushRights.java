// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import io.meshcloud.idp.contract.image.ImageRepository;
import java.util.Optional;

/**
 * The scope of a right to push: some registries grant it for a whole project only, not for one repository. Safe for use
 * by many threads.
 */
@FunctionalInterface
public interface PushRights {

    /**
     * The group of repositories that share the right to push to this repository: its kind and its name at the registry,
     * such as {@code project likvid}. Two repositories of one group have the same text, and those of two groups have
     * different ones. Empty if each repository has its own rights, or if it is unknown.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException if the registry must be asked and cannot be reached; its
     *     problem says whether to try again
     */
    Optional<String> reach(ImageRepository repository);
}
