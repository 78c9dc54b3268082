// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.registry;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.spi.registry.Resolution;
import java.util.Optional;

/** The refusal of a name that refers to no image that can be pulled. */
public final class ImageProblem {
    private ImageProblem() {}

    /**
     * @param name the tag, digest or reference that the registry was asked for
     * @return empty if the name refers to an image that can be pulled
     */
    public static Optional<Problem> of(Resolution resolution, String name, ImageRepository repository) {
        var what = resolution
                .unusable()
                .map(why -> Quoted.of(name) + " " + why)
                .orElseGet(() -> "the registry has no image " + Quoted.of(name));
        var where = repository.toString();
        return resolution.match(
                image -> Optional.empty(),
                other -> Optional.of(Problem.of(
                        ProblemCode.NOT_AN_IMAGE,
                        what,
                        where,
                        "name a container image; a chart, a signature or an SBOM cannot run")),
                unreadable -> Optional.of(Problem.of(
                        ProblemCode.NOT_AN_IMAGE,
                        what,
                        where,
                        "build and push the image again with a tool that writes manifests as the OCI image"
                                + " specification has them")),
                notPullable -> Optional.of(Problem.of(
                        ProblemCode.NOT_PULLABLE,
                        what,
                        where,
                        "push the image again, and check the rules by which the registry cleans up untagged images")),
                () -> Optional.of(Problem.of(
                        ProblemCode.IMAGE_NOT_FOUND,
                        what,
                        where,
                        "list the tags at the registry, and push the image if it is missing")));
    }
}
