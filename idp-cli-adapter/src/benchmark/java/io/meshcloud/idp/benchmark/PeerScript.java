// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Makes one update of a peer: a shell script that runs git's own programs and starts over after a lost race. */
final class PeerScript {
    /**
     * Arguments: URL, work tree, path in the work tree, and the files of the new content, the message and the errors.
     */
    static final String CLONE = """
            late=0
            while :; do
              git clone -q --depth 1 --branch main "$1" "$2" 2>"$6" || exit 1
              cp "$4" "$2/$3" && git -C "$2" commit -q -a -F "$5" || exit 1
              git -C "$2" push -q origin HEAD:main 2>"$6" && break
              late=$((late + 1))
              [ "$late" -lt 200 ] || { cat "$6"; exit 1; }
              rm -rf "$2"
            done
            """;

    /** As {@link #CLONE}, in an existing work tree. */
    static final String LONG_LIVED = """
            late=0
            cd "$2" || exit 1
            while :; do
              git fetch -q origin main && git reset -q --hard FETCH_HEAD || exit 1
              cp "$4" "$3" && git commit -q -a -F "$5" || exit 1
              git push -q origin HEAD:main 2>"$6" && break
              late=$((late + 1))
              [ "$late" -lt 200 ] || { cat "$6"; exit 1; }
            done
            """;

    private final Programs programs;
    private final Path folder;
    private final String url;
    private final String script;

    /**
     * @param folder for the files of this peer
     */
    PeerScript(Programs programs, Path folder, String url, String script) {
        this.programs = programs;
        this.folder = folder;
        this.url = url;
        this.script = script;
    }

    Duration run(Path workTree, TestUpdate update) {
        try {
            var content = Files.write(folder.resolve("content"), update.file().toArray());
            var message = Files.writeString(folder.resolve("message"), update.message());
            var words = List.of(
                    "sh",
                    "-c",
                    script,
                    "peer",
                    url,
                    workTree.toString(),
                    update.environment().releasePath(),
                    content.toString(),
                    message.toString(),
                    folder.resolve("errors").toString());
            return programs.run(folder, null, words).took();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
