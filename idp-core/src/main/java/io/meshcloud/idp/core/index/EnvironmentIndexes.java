// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index of a state repository. It is built once and then updated with the {@code app-env.yaml} files that
 * changed between two snapshots; a release changes none. Use one per repository and process. Thread-safe; a caller
 * waits while another thread builds the index.
 */
public final class EnvironmentIndexes {
    private final StateRepository repository;
    private final PlatformView platform;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Known known;

    /**
     * An index and the files that it was built from.
     *
     * @param settings absent unless they are a valid file: the layout then depends on history, not on the bytes of the
     *     file
     */
    private record Known(Snapshot snapshot, @Nullable StateFile settings, EnvironmentIndex index) {}

    public EnvironmentIndexes(StateRepository repository, PlatformView platform) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.platform = Objects.requireNonNull(platform, "platform");
    }

    /**
     * The index of a snapshot. If {@code platform.yaml} is broken or was removed, the layout of its last readable
     * version applies.
     *
     * @param snapshot a snapshot of the repository, with or without pending changes
     */
    public EnvironmentIndex of(Snapshot snapshot) {
        return snapshot instanceof PendingSnapshot pending ? ofPending(pending) : ofCommitted(snapshot);
    }

    private EnvironmentIndex ofPending(PendingSnapshot snapshot) {
        var base = of(snapshot.base());
        var files = files(snapshot, snapshot.changed(Layout.APP_ENVIRONMENT_FILE));
        var layout = snapshot.isChanged(PlatformView.PATH)
                ? PlatformView.settings(platform.read(snapshot)).map(settings -> settings.layout())
                : Optional.<Layout>empty();
        // Pending settings are always readable, because broken ones are refused.
        return base.in(layout.orElse(base.layout())).with(files);
    }

    private EnvironmentIndex ofCommitted(Snapshot snapshot) {
        lock.lock();
        try {
            var before = known;
            if (before != null && before.snapshot().commit().equals(snapshot.commit())) {
                return before.index();
            }
            var after = next(before, snapshot);
            known = after;
            return after.index();
        } finally {
            lock.unlock();
        }
    }

    private Known next(@Nullable Known before, Snapshot snapshot) {
        var index = index(before, snapshot);
        var settings = snapshot.read(PlatformView.PATH);
        if (before != null && settings.equals(before.settings())) {
            return new Known(snapshot, settings, index.in(before.index().layout()));
        }
        boolean valid = platform.read(snapshot).document().isPresent();
        var layout = platform.inUse(snapshot).layout();
        return new Known(snapshot, valid ? settings : null, index.in(layout));
    }

    private EnvironmentIndex index(@Nullable Known before, Snapshot snapshot) {
        if (before == null) {
            return scan(snapshot);
        }
        return repository
                .changed(before.snapshot(), snapshot, Layout.APP_ENVIRONMENT_FILE)
                .map(paths -> before.index().with(files(snapshot, paths)).compacted())
                .orElseGet(() -> scan(snapshot));
    }

    private static EnvironmentIndex scan(Snapshot snapshot) {
        var files = new ArrayList<ClaimedFile>();
        snapshot.forEach(Layout.APP_ENVIRONMENT_FILE, (path, file) -> files.add(ClaimedFile.of(path, file)));
        return EnvironmentIndex.of(Layout.DEFAULT, files);
    }

    private static List<ClaimedFile> files(Snapshot snapshot, List<StatePath> paths) {
        return paths.stream()
                .map(path -> ClaimedFile.of(path, snapshot.read(path)))
                .toList();
    }
}
