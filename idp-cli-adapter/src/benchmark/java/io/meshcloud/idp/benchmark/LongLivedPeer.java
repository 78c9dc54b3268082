// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.nio.file.Path;
import java.time.Duration;

/** A peer that keeps a clone with a work tree and fetches before each update. */
final class LongLivedPeer implements Contestant {
    private final PeerScript script;
    private final Path workTree;
    private final Updates supply;
    private long updates;

    /** Clones the repository, which is not timed. */
    LongLivedPeer(Arena arena, StateCopy copy, String name) {
        var folder = arena.scratch(name);
        this.script = new PeerScript(arena.programs(), folder, copy.url(), PeerScript.LONG_LIVED);
        this.workTree = folder.resolve("work");
        this.supply = arena.updates(name);
        arena.programs().git(folder, "clone", "-q", "--branch", "main", copy.url(), workTree.toString());
    }

    @Override
    public Column column() {
        return Column.LONG_LIVED;
    }

    @Override
    public Duration update() {
        var took = script.run(workTree, supply.next());
        updates++;
        return took;
    }

    @Override
    public long updates() {
        return updates;
    }
}
