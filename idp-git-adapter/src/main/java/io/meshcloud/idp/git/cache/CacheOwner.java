// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a cache that another user could control: a folder of another user, or a symbolic link of another user on the
 * way to it. Settings of a Git repository can start programs, so the owner of the cache could act as this user. On file
 * systems without owners nothing is refused. Thread-safe.
 */
final class CacheOwner {
    private final Path folder;
    private volatile @Nullable UserPrincipal ourselves;

    /**
     * @param folder the cache's folder, which need not exist
     */
    CacheOwner(Path folder) {
        this.folder = folder;
    }

    /** Whether the file system knows owners and permissions. */
    boolean isKnown() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /**
     * @throws IdpException {@link ProblemCode#CACHE_NOT_TRUSTED}
     * @throws IOException if the owners cannot be read
     */
    void requireOurs() throws IOException {
        if (!isKnown()) {
            return;
        }
        for (var at = folder; at != null; at = at.getParent()) {
            if (Files.isSymbolicLink(at) && !isOursOrRoots(at)) {
                throw notTrusted("the path of the cache contains a symbolic link of another user", at);
            }
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !owner(folder).equals(ourselves())) {
            throw notTrusted(
                    "the cache belongs to another user ("
                            + Quoted.of(owner(folder).getName()) + ")",
                    folder);
        }
    }

    private boolean isOursOrRoots(Path link) throws IOException {
        return owner(link).equals(ourselves()) || owner(link).equals(owner(folder.getRoot()));
    }

    /** The owner of what we create here. The name of the process's user is unknown in some containers. */
    private UserPrincipal ourselves() throws IOException {
        var known = ourselves;
        if (known == null) {
            var probe = Files.createTempFile(folder.getParent(), ".idp-", ".owner");
            try {
                known = owner(probe);
            } finally {
                Files.deleteIfExists(probe);
            }
            ourselves = known;
        }
        return known;
    }

    private static UserPrincipal owner(Path file) throws IOException {
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
    }

    static IdpException notTrusted(String what, Path where) {
        return Problem.of(
                        ProblemCode.CACHE_NOT_TRUSTED,
                        what,
                        Quoted.whole(where),
                        "use a cache folder of your own (--cache), or have the owner delete this one")
                .asException();
    }
}
