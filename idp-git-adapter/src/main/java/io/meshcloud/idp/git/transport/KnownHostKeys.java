// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.SshConstants;
import org.jspecify.annotations.Nullable;

/**
 * The user's ssh settings without a {@code HostKeyAlgorithms} that begins with {@code +}. JGit then prefers the types
 * of keys that {@code known_hosts} has for the server, as OpenSSH does. With the setting, JGit would request the type
 * that it prefers. A server that also has a key of that type would then send that key, and JGit would refuse it as
 * unknown. Nothing is lost: only keys in {@code known_hosts} are accepted, and JGit offers each type that it finds
 * there.
 *
 * <p>Source: {@code ssh_config(5)}, {@code HostKeyAlgorithms}.
 */
record KnownHostKeys(SshConfigStore settings) implements SshConfigStore {
    private static final String ADDED = "+";

    @Override
    public HostConfig lookup(String host, int port, String user) {
        return new KnownKeysFirst(settings.lookup(host, port, user));
    }

    @Override
    public HostConfig lookupDefault(String host, int port, String user) {
        return new KnownKeysFirst(settings.lookupDefault(host, port, user));
    }

    private record KnownKeysFirst(HostConfig host) implements HostConfig {
        @Override
        public @Nullable String getValue(String key) {
            var value = host.getValue(key);
            return isAddition(key, value) ? null : value;
        }

        @Override
        public List<String> getValues(String key) {
            return host.getValues(key);
        }

        @Override
        public Map<String, String> getOptions() {
            var options = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            host.getOptions().forEach((key, value) -> {
                if (!isAddition(key, value)) {
                    options.put(key, value);
                }
            });
            return options;
        }

        @Override
        public Map<String, List<String>> getMultiValuedOptions() {
            return host.getMultiValuedOptions();
        }

        private static boolean isAddition(String key, @Nullable String value) {
            return SshConstants.HOST_KEY_ALGORITHMS.equalsIgnoreCase(key) && value != null && value.startsWith(ADDED);
        }
    }
}
