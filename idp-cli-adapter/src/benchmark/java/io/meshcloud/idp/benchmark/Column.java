// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

/** A column of the report: idp, a peer or a floor. */
enum Column {
    OURS("ours", "idp's services: `GitStateRepository`, `WriterLoop` and `ReleaseService` in a separate process"),
    LONG_LIVED(
            "long-lived clone",
            "a peer with git's own programs: `fetch`, `reset --hard`, edit, `commit`, `push`, in a clone that is kept"),
    CLONE(
            "clone per update",
            "a peer with git's own programs: `clone --depth 1`, edit, `commit`, `push`, with a new clone for each"
                    + " update"),
    READY_PUSH("ready `git push`", "floor: `git push` of commits that are made before the clock starts"),
    READY_POST(
            "ready request",
            "floor: one HTTP request to the server's `git-receive-pack` whose body is ready, on an open connection"),
    RECEIVE_PACK("`receive-pack` alone", "floor: `git receive-pack --stateless-rpc` with the same body, without HTTP");

    private final String title;
    private final String meaning;

    Column(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    String title() {
        return title;
    }

    /** Whether this column is idp. */
    boolean isOurs() {
        return this == OURS;
    }

    /** Whether the commits are made before the clock starts. */
    boolean isFloor() {
        return this == READY_PUSH || this == READY_POST || this == RECEIVE_PACK;
    }

    /** An explanation in one phrase of Markdown. */
    String meaning() {
        return meaning;
    }
}
