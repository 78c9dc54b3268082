// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.function.Predicate;

/** The history of a path, as the state repository and the writer loop both offer it. */
@FunctionalInterface
public interface History {

    /** See {@link StateRepository#history}. */
    void walk(Snapshot from, StatePath path, Predicate<FileRevision> visitor);
}
