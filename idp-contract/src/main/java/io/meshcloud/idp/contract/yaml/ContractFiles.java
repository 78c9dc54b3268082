package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;

/**
 * Reads and writes the three kinds of file. Reading checks every rule that the file alone can break, and reports all
 * findings at once; it never throws for what the file holds. Safe for use by many threads.
 */
public final class ContractFiles {
    private ContractFiles() {}

    public static ReadResult<AppEnvironment> readAppEnvironment(String file, Bytes bytes) {
        throw new UnsupportedOperationException(file);
    }

    public static ReadResult<AppRelease> readAppRelease(String file, Bytes bytes) {
        throw new UnsupportedOperationException(file);
    }

    public static ReadResult<Platform> readPlatform(String file, Bytes bytes) {
        throw new UnsupportedOperationException(file);
    }

    /** The canonical bytes of a release: equal releases give equal bytes. */
    public static Bytes writeAppRelease(AppRelease release) {
        throw new UnsupportedOperationException(release.toString());
    }
}
