// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.registry.harbor.HarborMemory.Project;
import io.meshcloud.idp.registry.harbor.HarborMemory.Repository;
import io.meshcloud.idp.registry.harbor.HarborMemory.Updates;
import io.meshcloud.idp.registry.memory.KeptMemory;
import io.meshcloud.idp.registry.memory.MalformedMemoryException;
import io.meshcloud.idp.registry.memory.MemoryReader;
import io.meshcloud.idp.registry.memory.MemoryWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one Harbor. The number of tags is limited: the least recently used projects are forgotten first. An
 * entry from a file may be wrong, like any hint: it says what to ask for, and which image may be the newest. Before an
 * image is written, the Harbor is asked for it, and the answer is compared. Which times count in that answer depends on
 * whether the project is a cache, so a process reads that itself and does not take it from a file.
 */
final class HostMemory implements KeptMemory.Contents {
    /** About 300 bytes each. */
    static final int MAX_TAGS = 100_000;

    private final Map<String, Project> projects = new LinkedHashMap<>(64, 0.75f, true);

    /** The projects that this process has read. */
    private final Set<String> ours = new HashSet<>();

    private @Nullable Updates updates;
    private boolean areUpdatesOurs;
    private int weight;
    private long version;

    synchronized Optional<Project> project(String name) {
        return Optional.ofNullable(projects.get(name));
    }

    synchronized void remember(String name, Project project) {
        put(name, project);
        ours.add(name);
        version++;
    }

    synchronized Optional<Updates> updates() {
        return Optional.ofNullable(updates);
    }

    synchronized void remember(Updates known) {
        updates = known;
        areUpdatesOurs = true;
        version++;
    }

    private void put(String name, Project project) {
        var before = projects.put(name, project);
        weight += weight(project) - (before == null ? 0 : weight(before));
        for (Iterator<Map.Entry<String, Project>> eldest = projects.entrySet().iterator();
                weight > MAX_TAGS && eldest.hasNext(); ) {
            var forgotten = eldest.next();
            weight -= weight(forgotten.getValue());
            ours.remove(forgotten.getKey());
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
    public synchronized long version() {
        return version;
    }

    @Override
    public synchronized byte[] toBytes() {
        var writer = new MemoryWriter();
        var known = updates;
        writer.flag(known != null);
        if (known != null) {
            writer.time(known.readAt());
            writer.time(known.newestAt());
            writer.time(known.settled());
            writer.list(known.updated().entrySet(), entry -> {
                writer.text(entry.getKey());
                writer.time(entry.getValue());
            });
        }
        writer.listWhatFits(projects.entrySet(), entry -> write(writer, entry.getKey(), entry.getValue()));
        return writer.toBytes();
    }

    private static void write(MemoryWriter writer, String name, Project project) {
        writer.text(name);
        writer.flag(project.proxyCache());
        writer.list(project.repositories().entrySet(), entry -> {
            writer.text(entry.getKey());
            writer.time(entry.getValue().updated());
            writer.time(entry.getValue().listedAt());
            writer.list(entry.getValue().images(), writer::image);
        });
    }

    private record Known(@Nullable Updates updates, List<Map.Entry<String, Project>> projects) {}

    /** Takes over what this process has not read itself. */
    @Override
    public synchronized void add(byte[] others) throws MalformedMemoryException {
        var read = MemoryReader.read(
                others,
                from -> new Known(from.flag() ? readUpdates(from) : null, from.listWhatFits(HostMemory::entry)));
        if (!areUpdatesOurs && read.updates != null) {
            updates = read.updates;
        }
        read.projects.stream()
                .filter(entry -> !ours.contains(entry.getKey()))
                .forEach(entry -> put(entry.getKey(), entry.getValue()));
    }

    private static Updates readUpdates(MemoryReader from) throws IOException {
        return new Updates(from.time(), from.time(), from.time(), entries(from, MemoryReader::time));
    }

    private static Map.Entry<String, Project> entry(MemoryReader from) throws IOException {
        return Map.entry(
                from.text(),
                new Project(
                        from.flag(),
                        Instant.EPOCH,
                        entries(
                                from,
                                repository -> new Repository(
                                        repository.time(), repository.time(), repository.list(MemoryReader::image)))));
    }

    private static <T> Map<String, T> entries(MemoryReader from, MemoryReader.Value<T> value) throws IOException {
        var entries = new HashMap<String, T>();
        from.list(each -> Map.entry(each.text(), value.read(each)))
                .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }
}
