package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Optional;

/**
 * How the path of a repository in an event becomes the one in an image's reference, where a proxy in between names it
 * differently.
 *
 * @param removed the leading parts that only events have, such as {@code docker-local}; empty for none. A repository
 *     outside of it is none of ours
 * @param added the leading parts that only references have; empty for none
 */
public record PathMapping(String removed, String added) {
    /** Both say the same. */
    public static final PathMapping SAME = new PathMapping("", "");

    public PathMapping {
        check(removed);
        check(added);
    }

    /** The path in references; empty when it lies outside of what is mapped. */
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
