// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the layout and the environments as they were after a commit. Files that stay the same through many commits are
 * parsed once.
 */
final class FilesAtCommit {
    /** Enough for the environments of a large repository, and little enough for a small heap. */
    private static final int MAX_ENVIRONMENTS = 10_000;

    private final StateRepository repository;
    private final PlatformView platform;
    private final Snapshot from;
    private final Map<Bytes, Optional<AppEnvironment>> environments = new LeastRecentlyUsed();
    private @Nullable StateFile settings;
    private Layout layout = Layout.DEFAULT;

    FilesAtCommit(StateRepository repository, PlatformView platform, Snapshot from) {
        this.repository = repository;
        this.platform = platform;
        this.from = from;
    }

    /**
     * The layout in force; if {@code platform.yaml} is broken or was removed, the one of its last readable version, as
     * for a rollback.
     */
    Layout layout(CommitRecord commit) {
        var file = commit.read(PlatformView.PATH);
        if (!file.equals(settings)) {
            var state = FileState.read(file, PlatformView.PATH, ContractFiles::readPlatform);
            layout = state.value()
                    .orElseGet(() -> repository
                            .at(from, commit.id().value())
                            .map(platform::inUse)
                            .orElseThrow(() -> new IllegalStateException("a commit of the walk is in its history")))
                    .layout();
            settings = file;
        }
        return layout;
    }

    /** The environment at a path, if its file is valid. */
    Optional<AppEnvironment> environment(CommitRecord commit, StatePath path) {
        var file = commit.read(path);
        return file.regularBytes().flatMap(bytes -> environments.computeIfAbsent(bytes, unknown -> read(file, path)));
    }

    private static Optional<AppEnvironment> read(StateFile file, StatePath path) {
        return FileState.read(file, path, ContractFiles::readAppEnvironment).value();
    }

    private static final class LeastRecentlyUsed extends LinkedHashMap<Bytes, Optional<AppEnvironment>> {
        private static final long serialVersionUID = 1L;

        LeastRecentlyUsed() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Optional<AppEnvironment>> eldest) {
            return size() > MAX_ENVIRONMENTS;
        }
    }
}
