// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The part of the report that explains its figures and their limits. */
final class ReportProse {
    /** A format whose one argument is the JVM options. */
    static final String READING = """
            ## How to read this
            %s

            * **Peers** are shell scripts around git's own programs. They write as most image updaters do, without the
              other features of these products. They are given the file to write and decide nothing. Ours reads the
              platform's settings and the contract, asks a registry (in memory) for the digest, applies every rule and
              writes the trailers.
            * **Floors** are lower bounds for one push per update. Their commits are made before the clock starts. The
              aim is compared with the lowest floor, `receive-pack` alone, which excludes HTTP.
            * **Writers** are processes with separate clones or caches that write to one branch, each with one update at
              a time; after a lost race a writer starts over. The range after the rate is the minimum and the maximum of
              updates per writer in the last round.
            * **Batched against sequential** marks rows where ours puts all waiting updates, one commit each, into one
              push, and a peer makes one push after the other. A peer could batch, too. These ratios show the effect of
              batching; `like for like` shows the effect of everything else.
            * **Everything is on one machine**: the contestants share its cores with the server, and use loopback to
              connect to `git http-backend` in lighttpd. Disks, networks, TLS and hooks add the same to every column, so
              real ratios are smaller. The burst uses a simulated link: a TCP proxy that delays every byte by 10 ms and
              a connection by the 20 ms of its handshake, without a limit of bandwidth and without slow start (not every
              kernel has netem), to a server with TLS and a pre-receive hook.
            * **Turns**: contestants take turns on copies of one repository, A, B, C, A, B, C. A ratio is the median of
              the ratios of the rounds. With fewer than a hundred timed updates, p99 is the slowest update.
            * **Warm-up**: ours runs for some seconds before the clock starts, until its cache is complete and packed;
              peers and floors make one update. Cold starts and `idp release` have no warm-up.
              Ours runs with `-OPTIONS-`.
            * **Checked**: after each row the server's branch has exactly as many new commits as updates were reported,
              in every column, and `git fsck --strict` finds nothing. Automatic maintenance is off on both sides.
            * **CPU usage**: processes other than the benchmark and its children count as others.

            """.formatted(Arrays.stream(Column.values())
                    .map(column -> "* **" + column.title() + "**: " + column.meaning() + ".")
                    .collect(Collectors.joining("\n")))
            .replace("%", "%%")
            .replace("-OPTIONS-", "%s");

    static final String LOOKS = """
            ## The cost of a look
            A look asks the registry for the images of all environments and releases what is new. Each repository has
            three tags; the newest runs. "Nothing new" is the median of five looks of a process after five others (of one at N = 10,000), "one new
            image" the median of an image in the first, the middle and the last environment. A second writer adds a
            commit to the same branch every 300 ms. CPU is user and system time of idp's process, with the JVM's
            compiler. The docker-registry is Debian's, with a password that it checks with bcrypt for each request. The
            Harbor is a fake of its API, so its own CPU is not measured. Times of commits count from the start of the
            look.

            | registry | N | new | requests | requests / N | CPU of idp | CPU of the registry | look | first commit | last commit |
            |---|---|---|---|---|---|---|---|---|---|
            """;

    private ReportProse() {}
}
