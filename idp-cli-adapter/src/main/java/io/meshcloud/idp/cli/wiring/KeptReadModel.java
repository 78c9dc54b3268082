// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.registry.memory.MemoryFile;
import io.meshcloud.idp.spi.state.ReadModelStore;
import java.nio.file.Path;
import java.util.Optional;

/** The read model of one state repository in a file of the user's cache. */
final class KeptReadModel implements ReadModelStore {
    private final MemoryFile file;

    /**
     * @param folder created when there is something to keep
     * @param repository the URL without credentials and the branch; a line of text
     */
    KeptReadModel(Path folder, String repository) {
        file = new MemoryFile(folder, "read model of " + repository);
    }

    @Override
    public Optional<Bytes> load() {
        return file.read().map(Bytes::of);
    }

    /** Replaces what another process has kept in the meantime: every file is right for its commit. */
    @Override
    public void save(Bytes bytes) {
        file.replace(others -> bytes.toArray());
    }
}
