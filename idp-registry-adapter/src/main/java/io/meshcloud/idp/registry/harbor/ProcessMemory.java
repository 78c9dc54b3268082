// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what is known of Harbors in memory, up to a number of tags. */
final class ProcessMemory implements HarborMemory {
    /** About 300 bytes each. */
    static final int MAX_TAGS = 100_000;

    private record Key(String host, String project) {}

    private final Map<Key, Project> projects = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<String, Updates> updates = new ConcurrentHashMap<>();
    private int weight;

    @Override
    public synchronized Optional<Project> project(String host, String name) {
        return Optional.ofNullable(projects.get(new Key(host, name)));
    }

    @Override
    public synchronized void remember(String host, String name, Project project) {
        var before = projects.put(new Key(host, name), project);
        weight += weight(project) - (before == null ? 0 : weight(before));
        for (Iterator<Project> eldest = projects.values().iterator(); weight > MAX_TAGS && eldest.hasNext(); ) {
            weight -= weight(eldest.next());
            eldest.remove();
        }
    }

    private static int weight(Project project) {
        return 1
                + project.repositories().values().stream()
                        .mapToInt(repository -> 1 + repository.images().size())
                        .sum();
    }

    @Override
    public Optional<Updates> updates(String host) {
        return Optional.ofNullable(updates.get(host));
    }

    @Override
    public void remember(String host, Updates known) {
        updates.put(host, known);
    }
}
