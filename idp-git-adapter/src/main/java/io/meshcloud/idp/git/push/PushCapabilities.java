// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The capabilities that a push requests, among those that the server offers. A client must not ask for anything else.
 *
 * <p>Source: Git's {@code gitprotocol-capabilities}.
 *
 * @param sideBand whether the report comes in packets that separate it from the output of hooks
 * @param objectFormat whether the client has to name the hash algorithm of the object names
 */
record PushCapabilities(boolean sideBand, boolean objectFormat) {
    private static final String REPORT_STATUS = "report-status";
    private static final String SIDE_BAND = "side-band-64k";
    private static final String SHA_1 = "object-format=sha1";

    /**
     * Chooses among the capabilities that a server offers.
     *
     * @throws IOException if it does not report whether the branch moved
     */
    static PushCapabilities of(Set<String> offered) throws IOException {
        if (!offered.contains(REPORT_STATUS)) {
            throw new IOException("the server does not report the result of a push");
        }
        return new PushCapabilities(offered.contains(SIDE_BAND), offered.contains(SHA_1));
    }

    /** As they are sent. */
    String requested() {
        return Stream.of(REPORT_STATUS, sideBand ? SIDE_BAND : "", objectFormat ? SHA_1 : "")
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
