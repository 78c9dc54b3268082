// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import io.meshcloud.idp.git.transport.InstalledGit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.internal.storage.commitgraph.CommitGraphWriter;
import org.eclipse.jgit.internal.storage.commitgraph.GraphCommits;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs the cache and writes its commit-graph: with the installed git, else with JGit, which repacks everything each
 * time and needs memory for every object.
 */
public final class CachePacking {
    private static final Logger LOG = LoggerFactory.getLogger(CachePacking.class);

    /** The version that JGit and all versions of git read. */
    private static final String FILTERS = "commitGraph.changedPathsVersion=1";

    /** The version that JGit and all versions of git read. */
    private static final String GENERATIONS = "commitGraph.generationVersion=1";

    private final @Nullable InstalledGit git;

    public CachePacking(@Nullable InstalledGit git) {
        this.git = git;
    }

    /** Whether writing the commit-graph takes seconds; JGit takes a minute. */
    public boolean isQuick() {
        return git != null;
    }

    /** Packs with git; falls back to JGit, for example if git is too old. */
    public void pack(Repository repository) throws IOException {
        if (git != null) {
            try {
                git.run(folder(repository), "-c", "repack.writeBitmaps=false", "repack", "-d", "--geometric=2", "-q");
                return;
            } catch (IOException e) {
                LOG.info("packing the cache without git's help: {}", e.getMessage());
            }
        }
        try (var jgit = Git.wrap(repository)) {
            jgit.gc().call();
        } catch (GitAPIException | JGitInternalException e) {
            throw new IOException(e);
        }
    }

    /** Writes the commit-graph of all commits, with changed-path filters. */
    public void writeGraph(Repository repository) throws IOException {
        if (git != null) {
            git.run(
                    folder(repository),
                    "-c",
                    FILTERS,
                    "-c",
                    GENERATIONS,
                    "commit-graph",
                    "write",
                    "--reachable",
                    "--changed-paths",
                    "--no-progress");
            return;
        }
        var target = CommitGraphFile.in(folder(repository));
        var fresh = Files.createTempFile(target.getParent(), "commit_", ".graph");
        try (var commits = new RevWalk(repository)) {
            commits.setRetainBody(false);
            var graph = GraphCommits.fromWalk(NullProgressMonitor.INSTANCE, tips(repository), commits);
            try (var out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
                new CommitGraphWriter(graph, true).write(NullProgressMonitor.INSTANCE, out);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Set<ObjectId> tips(Repository repository) throws IOException {
        return repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).stream()
                .map(Ref::getObjectId)
                .collect(Collectors.toSet());
    }

    private static Path folder(Repository repository) {
        return repository.getDirectory().toPath();
    }
}
