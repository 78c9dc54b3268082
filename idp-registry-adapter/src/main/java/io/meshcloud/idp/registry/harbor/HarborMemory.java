// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.registry.memory.MemoryFolder;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is kept of a Harbor from one look to the next, so that a look asks only for what has changed. It is a cache: it
 * may forget anything at any time, which costs requests and nothing else. It returns the entry that was remembered
 * last, or nothing. An implementation that stores it in files keeps it from one process to the next. Safe for use by
 * many threads.
 */
public interface HarborMemory {

    /** What is known of a project; empty if nothing is. */
    Optional<Project> project(String host, String name);

    /** Replaces what is known of a project. */
    void remember(String host, String name, Project project);

    /** When the repositories of a host were changed; empty if it is not known. */
    Optional<Updates> updates(String host);

    /** Replaces what is known of a host's repositories. */
    void remember(String host, Updates updates);

    /** Says that a look at a host has ended; the memory may store its content now. */
    void lookEnded(String host);

    /**
     * A memory of this process only. When it becomes too large, it forgets the least recently used projects.
     */
    static HarborMemory ofProcess() {
        return in(MemoryFolder.none(), host -> host);
    }

    /**
     * A memory that is kept in files from one process to the next.
     *
     * @param urls the URL at which the registry of a host is reached
     */
    static HarborMemory in(MemoryFolder folder, UnaryOperator<String> urls) {
        return new FolderMemory(folder, urls);
    }

    /**
     * A project.
     *
     * @param proxyCache whether it is a cache of another registry
     * @param readAt when this process read that, by our clock; a time long ago if another process read it
     * @param repositories by their names without the project
     */
    record Project(boolean proxyCache, Instant readAt, Map<String, Repository> repositories) {
        public Project {
            Objects.requireNonNull(readAt, "readAt");
            repositories = Map.copyOf(repositories);
        }
    }

    /**
     * The images of a repository when it was listed.
     *
     * @param updated Harbor's time of the repository's last change, read before the images
     * @param listedAt when the images were read, by our clock
     * @param images all tagged images, whatever the pattern of their environment
     */
    record Repository(Instant updated, Instant listedAt, List<TaggedImage> images) {
        public Repository {
            Objects.requireNonNull(updated, "updated");
            Objects.requireNonNull(listedAt, "listedAt");
            images = List.copyOf(images);
        }
    }

    /**
     * The times of the last change of all repositories that our account sees.
     *
     * @param readAt when all of them were read, by our clock
     * @param newestAt when the newest of them was seen first, by our clock
     * @param settled changes that are older than this can no longer appear
     * @param updated by project and name, such as {@code team-a/app1/dev}
     */
    record Updates(Instant readAt, Instant newestAt, Instant settled, Map<String, Instant> updated) {
        public Updates {
            Objects.requireNonNull(readAt, "readAt");
            Objects.requireNonNull(newestAt, "newestAt");
            Objects.requireNonNull(settled, "settled");
            updated = Map.copyOf(updated);
        }

        /** The last change of any repository; empty without repositories. */
        Optional<Instant> newest() {
            return updated.values().stream().max(Comparator.naturalOrder());
        }
    }
}
