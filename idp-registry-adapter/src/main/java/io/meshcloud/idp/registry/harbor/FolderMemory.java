// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.registry.memory.KeptMemory;
import io.meshcloud.idp.registry.memory.MemoryFolder;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

/** Keeps what is known of each Harbor in a file of its own. */
final class FolderMemory implements HarborMemory {
    private final MemoryFolder folder;
    private final UnaryOperator<String> urls;
    private final ConcurrentMap<String, Harbor> harbors = new ConcurrentHashMap<>();

    private record Harbor(HostMemory memory, KeptMemory kept) {}

    /**
     * @param urls the URL of a host: another server may be reached for the same host tomorrow
     */
    FolderMemory(MemoryFolder folder, UnaryOperator<String> urls) {
        this.folder = folder;
        this.urls = urls;
    }

    private Harbor of(String host) {
        return harbors.computeIfAbsent(host, any -> {
            var memory = new HostMemory();
            var kept = folder.keep("Harbor " + host + " at " + urls.apply(host), memory);
            kept.read();
            return new Harbor(memory, kept);
        });
    }

    @Override
    public Optional<Project> project(String host, String name) {
        return of(host).memory.project(name);
    }

    @Override
    public void remember(String host, String name, Project project) {
        of(host).memory.remember(name, project);
    }

    @Override
    public Optional<Updates> updates(String host) {
        return of(host).memory.updates();
    }

    @Override
    public void remember(String host, Updates updates) {
        of(host).memory.remember(updates);
    }

    @Override
    public void lookEnded(String host) {
        of(host).kept.saveNowAndThen();
    }
}
