// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.core.bulkhead.Bulkhead;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one {@code app-env.yaml}. The repository is kept as text, because events are matched by it alone. The
 * other claims are kept as hashes, because a possible clash is confirmed by reading the file.
 */
record ClaimedFile(
        StatePath path,
        @Nullable String repository,
        int repositoryMark,
        int identityMark,
        int nameMark,
        int hostMark,
        int exposureMark,
        int namespaceMark) {

    /** The claims of the file at a path; an unreadable file has none. */
    static ClaimedFile of(StatePath path, StateFile file) {
        return of(path, file.regularBytes().map(bytes -> keys(path, bytes)).orElse(UniqueKeys.NONE));
    }

    /** Teams write these files, so any failure of the reader only makes the file unreadable. */
    private static UniqueKeys keys(StatePath path, Bytes bytes) {
        try {
            return Bulkhead.call(path.value(), () -> UniqueKeys.read(bytes));
        } catch (IdpException e) {
            return UniqueKeys.NONE;
        }
    }

    private static ClaimedFile of(StatePath path, UniqueKeys claims) {
        Objects.requireNonNull(path, "path");
        return new ClaimedFile(
                path,
                claims.repository(),
                Claim.REPOSITORY.mark(claims),
                Claim.IDENTITY.mark(claims),
                Claim.NAME.mark(claims),
                Claim.HOST.mark(claims),
                Claim.EXPOSURE.mark(claims),
                Claim.NAMESPACE.mark(claims));
    }

    int mark(Claim claim) {
        return switch (claim) {
            case REPOSITORY -> repositoryMark;
            case IDENTITY -> identityMark;
            case NAME -> nameMark;
            case HOST -> hostMark;
            case EXPOSURE -> exposureMark;
            case NAMESPACE -> namespaceMark;
        };
    }

    boolean claimsNothing() {
        for (var claim : Claim.values()) {
            if (mark(claim) != Claim.NONE) {
                return false;
            }
        }
        return true;
    }
}
