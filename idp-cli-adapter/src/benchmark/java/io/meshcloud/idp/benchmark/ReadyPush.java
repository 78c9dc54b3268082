// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;

/** Floor: {@code git push} of existing commits. */
final class ReadyPush implements Contestant {
    private final CommitFactory factory;
    private final Programs programs;
    private final StateCopy copy;
    private long updates;

    ReadyPush(Arena arena, StateCopy copy, String name) {
        this.factory = new CommitFactory(arena, copy, name);
        this.programs = arena.programs();
        this.copy = copy;
    }

    @Override
    public Column column() {
        return Column.READY_PUSH;
    }

    @Override
    public Duration update() {
        return push(1);
    }

    /** Pushes a number of commits at once. */
    Duration push(int commits) {
        var ready = factory.next(commits);
        var took = programs.git(factory.repository(), "push", "-q", copy.url(), ready.commit() + ":" + StateCopy.BRANCH)
                .took();
        updates += commits;
        return took;
    }

    @Override
    public long updates() {
        return updates;
    }
}
