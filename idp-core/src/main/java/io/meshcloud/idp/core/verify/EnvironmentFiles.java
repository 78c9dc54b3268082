package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.view.FileReader;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads environments as they were; one that stays the same through many releases is parsed once. */
final class EnvironmentFiles {
    /** Enough for the environments of a large repository, little enough for a small heap. */
    private static final int REMEMBERED = 10_000;

    private final Map<Bytes, Optional<AppEnvironment>> known = new Newest();

    /** The environment at a path after a commit, if it is valid. */
    Optional<AppEnvironment> at(CommitRecord commit, StatePath path) {
        var file = commit.read(path);
        return file.regularBytes().flatMap(bytes -> known.computeIfAbsent(bytes, unknown -> read(file, path)));
    }

    private static Optional<AppEnvironment> read(StateFile file, StatePath path) {
        return FileReader.read(file, path, ContractFiles::readAppEnvironment)
                .document()
                .map(document -> document.value());
    }

    private static final class Newest extends LinkedHashMap<Bytes, Optional<AppEnvironment>> {
        private static final long serialVersionUID = 1L;

        Newest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Optional<AppEnvironment>> eldest) {
            return size() > REMEMBERED;
        }
    }
}
