// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.file;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A folder for files that a user without a writable home keeps between runs. No other user can read or write it. */
public final class TemporaryFolder {
    private static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rwx------");

    private TemporaryFolder() {}

    /**
     * The folder below the system's temporary one. It is the same in every run of this user, or a new one if somebody
     * else has taken its name.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#DIRECTORY_NOT_WRITABLE}
     */
    public static Path ofThisUser() {
        return in(Path.of(System.getProperty("java.io.tmpdir", "/tmp")), ProcessUser.uid());
    }

    static Path in(Path parent, Optional<String> uid) {
        try {
            if (uid.isPresent()) {
                var folder = parent.resolve("idp-" + uid.get());
                create(folder);
                if (isOursAlone(folder, uid.get())) {
                    return folder;
                }
            }
            return Files.createTempDirectory(parent, "idp-");
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.DIRECTORY_NOT_WRITABLE,
                            "neither the user's cache folder nor the temporary folder can be written",
                            parent.toString(),
                            "name a folder that this user can write to with --cache or IDP_CACHE")
                    .asException(e);
        }
    }

    private static void create(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OURS_ALONE));
        } catch (FileAlreadyExistsException e) {
            // Of an earlier run, or somebody else's: the caller looks.
        }
    }

    /** A folder that is ours cannot be replaced by another user, because the temporary folder is sticky. */
    private static boolean isOursAlone(Path folder, String uid) throws IOException {
        var attributes = Files.readAttributes(folder, "unix:uid,permissions,isDirectory", LinkOption.NOFOLLOW_LINKS);
        return Boolean.TRUE.equals(attributes.get("isDirectory"))
                && String.valueOf(attributes.get("uid")).equals(uid)
                && OURS_ALONE.equals(attributes.get("permissions"));
    }
}
