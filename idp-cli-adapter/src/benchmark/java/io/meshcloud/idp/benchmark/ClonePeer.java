// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.tool.Folders;
import java.nio.file.Path;
import java.time.Duration;

/** A peer that clones for each update, as most image updaters do. */
final class ClonePeer implements Contestant {
    private final PeerScript script;
    private final Path workTree;
    private final Updates supply;
    private long updates;

    ClonePeer(Arena arena, StateCopy copy, String name) {
        var folder = arena.scratch(name);
        this.script = new PeerScript(arena.programs(), folder, copy.url(), PeerScript.CLONE);
        this.workTree = folder.resolve("work");
        this.supply = arena.updates(name);
    }

    @Override
    public Column column() {
        return Column.CLONE;
    }

    /** Deleting the clone is not timed. */
    @Override
    public Duration update() {
        Folders.delete(workTree);
        var took = script.run(workTree, supply.next());
        updates++;
        return took;
    }

    @Override
    public long updates() {
        return updates;
    }
}
