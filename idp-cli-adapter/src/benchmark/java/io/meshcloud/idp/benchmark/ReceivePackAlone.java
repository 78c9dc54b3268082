// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.List;

/** Floor: the run time of {@code git receive-pack} for one push, without HTTP. */
final class ReceivePackAlone implements Contestant {
    private final CommitFactory factory;
    private final Programs programs;
    private final StateCopy copy;
    private long updates;

    ReceivePackAlone(Arena arena, StateCopy copy, String name) {
        this.factory = new CommitFactory(arena, copy, name);
        this.programs = arena.programs();
        this.copy = copy;
    }

    @Override
    public Column column() {
        return Column.RECEIVE_PACK;
    }

    @Override
    public Duration update() {
        var body = factory.body(factory.next(1));
        var timed = programs.run(
                copy.repository(),
                body,
                List.of(
                        "git",
                        "receive-pack",
                        "--stateless-rpc",
                        copy.repository().toString()));
        CommitFactory.requireAccepted(timed.printed());
        updates++;
        return timed.took();
    }

    @Override
    public long updates() {
        return updates;
    }
}
