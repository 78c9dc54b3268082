// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.file.Bytes;
import java.util.Optional;

/**
 * Keeps what one process knows of a state repository for the next one, so that a command need not read ten thousand
 * files to list them. What it returns is trusted, so nobody but the user of the process may be able to write it; it
 * must detect damage. Losing it costs time only. Safe for use by many threads and processes.
 */
public interface ReadModelStore {
    /** Keeps nothing. */
    ReadModelStore NONE = new ReadModelStore() {
        @Override
        public Optional<Bytes> load() {
            return Optional.empty();
        }

        @Override
        public void save(Bytes bytes) {
            // Nothing is kept.
        }
    };

    /** What was saved last by the same version of idp for the same repository and branch; empty if that is unknown. */
    Optional<Bytes> load();

    /** Keeps these bytes; if that is not possible, the old ones or none are kept. Throws nothing. */
    void save(Bytes bytes);
}
