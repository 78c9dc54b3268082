// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a failed transport is the fault of this machine. */
class GitProblemsTest {
    @TempDir
    private Path scratch;

    private Repository cache() throws IOException {
        var folder = BareRepository.create(scratch.resolve("cache.git")).folder();
        return new RepositoryBuilder().setGitDir(folder.toFile()).build();
    }

    @Test
    void a_full_disk_message_of_the_system_means_the_local_disk() throws IOException {
        try (var cache = cache()) {
            var failure = new TransportException("failed", new IOException("No space left on device"));

            assertThatThrownBy(() -> GitProblems.throwIfLocal(cache, failure))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("No space left on device");
        }
    }

    @Test
    void a_full_disk_message_of_a_server_does_not_mean_the_local_disk() throws IOException {
        try (var cache = cache()) {
            var said = new RemoteRepositoryException(new URIish(), "No space left on device");

            assertThatCode(() -> GitProblems.throwIfLocal(cache, said)).doesNotThrowAnyException();
            assertThatCode(() -> GitProblems.throwIfLocal(cache, new TransportException("failed", said)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_missing_cache_is_not_reported_as_a_full_disk() throws IOException {
        try (var cache = cache()) {
            Files.move(scratch.resolve("cache.git"), scratch.resolve("gone"));

            assertThatCode(() ->
                            GitProblems.throwIfLocal(cache, new TransportException("failed", new IOException("reset"))))
                    .doesNotThrowAnyException();
        }
    }
}
