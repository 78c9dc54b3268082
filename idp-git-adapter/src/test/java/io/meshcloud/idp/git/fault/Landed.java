// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import io.meshcloud.idp.testkit.git.BareRepository;
import java.util.Arrays;
import java.util.List;

/**
 * A commit on the server's branch.
 *
 * @param requestId empty if the platform did not write the commit; the same applies to the other trailers
 * @param paths the changed files
 */
record Landed(String commit, String requestId, String environment, String image, String previous, List<String> paths) {
    private static final String FORMAT = "%x1e%H%x1f" + trailer("Idp-Request-Id") + "%x1f" + trailer("Idp-Environment")
            + "%x1f" + trailer("Idp-Image") + "%x1f" + trailer("Idp-Previous-Image") + "%x1f";
    private static final int FIELDS = 6;

    private static String trailer(String key) {
        return "%(trailers:key=" + key + ",valueonly,separator=)";
    }

    /** The branch, the oldest commit first. */
    static List<Landed> on(BareRepository remote) {
        var log = remote.git("log", "--reverse", "--name-only", "--format=" + FORMAT, "main");
        return Arrays.stream(log.split("\u001e"))
                .filter(text -> !text.isBlank())
                .map(Landed::parse)
                .toList();
    }

    private static Landed parse(String text) {
        var fields = text.split("\u001f", FIELDS);
        var paths = fields[FIELDS - 1].lines().filter(line -> !line.isBlank()).toList();
        return new Landed(fields[0], fields[1], fields[2], fields[3], fields[4], paths);
    }

    boolean isUpdate() {
        return !requestId.isEmpty();
    }

    String digest() {
        return image.substring(image.indexOf('@') + 1);
    }

    int writer() {
        return Update.writerOf(requestId);
    }

    int number() {
        return Update.numberOf(requestId);
    }
}
