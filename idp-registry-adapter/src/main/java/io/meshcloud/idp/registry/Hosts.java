package io.meshcloud.idp.registry;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a host's name tells without asking anybody. */
final class Hosts {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)\\]?");

    private Hosts() {}

    /** Whether it is this machine, by name or by number. */
    static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
