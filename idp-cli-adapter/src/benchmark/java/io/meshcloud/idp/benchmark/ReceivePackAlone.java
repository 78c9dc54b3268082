package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.List;

/** Floor: what the server's git costs for a push by itself, from the start of the process to its end. */
final class ReceivePackAlone implements Contestant {
    private final Forge forge;
    private final Programs programs;
    private final StateCopy copy;
    private long updates;

    ReceivePackAlone(Arena arena, StateCopy copy, String name) {
        this.forge = new Forge(arena, copy, name);
        this.programs = arena.programs();
        this.copy = copy;
    }

    @Override
    public Column column() {
        return Column.RECEIVE_PACK;
    }

    @Override
    public Duration update() {
        var body = forge.body(forge.next(1));
        var timed = programs.run(
                copy.repository(),
                body,
                List.of(
                        "git",
                        "receive-pack",
                        "--stateless-rpc",
                        copy.repository().toString()));
        Forge.requireAccepted(timed.printed());
        updates++;
        return timed.took();
    }

    @Override
    public long updates() {
        return updates;
    }
}
