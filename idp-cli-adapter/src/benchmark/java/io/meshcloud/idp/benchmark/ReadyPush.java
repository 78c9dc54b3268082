package io.meshcloud.idp.benchmark;

import java.time.Duration;

/** Floor: {@code git push} of commits that are ready. */
final class ReadyPush implements Contestant {
    private final Forge forge;
    private final Programs programs;
    private final StateCopy copy;
    private long updates;

    ReadyPush(Arena arena, StateCopy copy, String name) {
        this.forge = new Forge(arena, copy, name);
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

    /** As many commits in one push. */
    Duration push(int commits) {
        var ready = forge.next(commits);
        var took = programs.git(forge.repository(), "push", "-q", copy.url(), ready.commit() + ":" + StateCopy.BRANCH)
                .took();
        updates += commits;
        return took;
    }

    @Override
    public long updates() {
        return updates;
    }
}
