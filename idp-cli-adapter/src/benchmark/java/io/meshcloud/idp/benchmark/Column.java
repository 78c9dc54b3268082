package io.meshcloud.idp.benchmark;

/** Who is measured. */
enum Column {
    OURS("ours", "idp's service: `GitStateRepository`, `WriterLoop` and `ReleaseService` in a process of its own"),
    OURS_JGIT("ours, JGit's push", "the same with JGit's push instead of a request of its own"),
    LONG_LIVED(
            "long-lived clone",
            "a peer with git's own programs: `fetch`, `reset --hard`, edit, `commit`, `push`, in a clone that stays"),
    CLONE(
            "clone per update",
            "a peer with git's own programs: `clone --depth 1`, edit, `commit`, `push`, and again from nothing"),
    READY_PUSH("ready `git push`", "floor: `git push` of commits that are ready before the clock starts"),
    READY_POST(
            "ready request",
            "floor: one HTTP request to the server's `git-receive-pack` whose bytes are ready, on an open connection"),
    RECEIVE_PACK("`receive-pack` alone", "floor: `git receive-pack --stateless-rpc` with those bytes, without HTTP");

    private final String title;
    private final String meaning;

    Column(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    String title() {
        return title;
    }

    /** Whether it is idp. */
    boolean isOurs() {
        return this == OURS || this == OURS_JGIT;
    }

    /** Whether it is given its commits ready made. */
    boolean isFloor() {
        return this == READY_PUSH || this == READY_POST || this == RECEIVE_PACK;
    }

    /** In one phrase of Markdown. */
    String meaning() {
        return meaning;
    }
}
