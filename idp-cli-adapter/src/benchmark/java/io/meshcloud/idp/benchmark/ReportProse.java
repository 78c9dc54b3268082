package io.meshcloud.idp.benchmark;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How to read the report, and what not to read into it. */
final class ReportProse {
    /** Takes the options of Java. */
    static final String READING = """
            ## How to read this
            %s

            * **Peers** are shell scripts around git's own programs: the way most image updaters write, without what these
              products do besides. They are told which file to write and decide nothing. Ours reads the platform's settings
              and the contract, asks a registry (in memory) for the digest, applies every rule and writes the trailers.
            * **Floors** are what nobody can beat with one push per update. They have their commits made before the clock
              starts. The aim is held against the lowest, `receive-pack` alone, which leaves HTTP out.
            * **Writers** are processes with clones or caches of their own at one branch, each with one update at a time;
              who is too late starts over. Behind the sum: what the slowest and the quickest did in the last round.
            * **Batched against sequential** stands where ours puts all waiting updates, one commit each, into one push and a
              peer makes one push after the other. A peer could batch, too; these ratios say what batching gives, and `like
              for like` what the rest gives.
            * **Everything is on one machine**: the contestants share its cores with the server, and speak over loopback to
              `git http-backend` behind lighttpd. Disks, networks, TLS and hooks add the same to every column, so real ratios
              are smaller. The burst is over a link of its own: a TCP proxy that hands on every byte 10 ms later and
              lets a connection take the 20 ms of its handshake, without a limit of bandwidth and without slow start (not
              every kernel has netem), to a server with TLS and a pre-receive hook.
            * **Turns**: contestants take turns on copies of one repository, A, B, C, A, B, C. A ratio is the median of the
              rounds' ratios. With less than a hundred updates timed, p99 is the slowest.
            * **Warm-up**: ours runs for some seconds before it is timed, until its cache is complete and packed, peers
              and floors for one update; cold starts and `idp release` have none. Ours runs with `-OPTIONS-`.
            * **Checked**: behind each row the server's branch has exactly as many new commits as updates were reported, in
              every column, and `git fsck --strict` is clean. Automatic maintenance is off on both sides.
            * **Busy**: of others is what neither the benchmark nor its child processes used.

            """.formatted(Arrays.stream(Column.values())
                    .map(column -> "* **" + column.title() + "**: " + column.meaning() + ".")
                    .collect(Collectors.joining("\n")))
            .replace("%", "%%")
            .replace("-OPTIONS-", "%s");

    private ReportProse() {}
}
