// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Optional;

/**
 * Maps a repository's path in an event to the path in an image reference, for a proxy between the two that names
 * repositories differently.
 *
 * @param removed the leading parts that only events have, such as {@code docker-local}; empty for none. Events of
 *     repositories outside of it are ignored
 * @param added the leading parts that only references have; empty for none
 */
public record PathMapping(String removed, String added) {
    /** Events and references have the same paths. */
    public static final PathMapping UNCHANGED = new PathMapping("", "");

    public PathMapping {
        check(removed);
        check(added);
    }

    /** The path in references; empty for a path outside of the removed prefix. */
    Optional<String> apply(String path) {
        var front = removed.isEmpty() ? "" : removed + "/";
        if (!path.startsWith(front)) {
            return Optional.empty();
        }
        return Optional.of((added.isEmpty() ? "" : added + "/") + path.substring(front.length()));
    }

    private static void check(String prefix) {
        if (prefix.isEmpty()) {
            return;
        }
        try {
            new ImageRepository("localhost", prefix);
        } catch (IdpException e) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            Quoted.of(prefix) + " is not the beginning of a repository's path",
                            "",
                            "write whole parts of a path without a slash at either end, for example docker-local")
                    .asException(e);
        }
    }
}
