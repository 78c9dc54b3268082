// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.Objects;
import java.util.function.Function;

/**
 * The values that one {@code app-env.yaml} claims for its environment. A file with errors keeps its claims: otherwise a
 * mistake in one file would free its host for another team.
 *
 * @param claims the values
 * @param locate the position of a field in the file
 */
public record Claimant(UniqueKeys claims, Function<String, Location> locate) {
    public Claimant {
        Objects.requireNonNull(claims, "claims");
        Objects.requireNonNull(locate, "locate");
    }

    public static Claimant of(Document<AppEnvironment> document) {
        return new Claimant(UniqueKeys.of(document.value()), document::locate);
    }

    /** The claims of a file that is not valid; their position is the file. */
    public static Claimant ofBroken(String file, Bytes bytes) {
        return new Claimant(UniqueKeys.read(bytes), pointer -> Location.of(file));
    }
}
