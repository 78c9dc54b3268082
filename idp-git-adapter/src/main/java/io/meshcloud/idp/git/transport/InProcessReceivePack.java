// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.git.config.RemoteUrl;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.util.io.NullOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JGit's {@code receive-pack} for a local repository on a machine without git: no hooks run. */
final class InProcessReceivePack extends ReceivePackPipe {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessReceivePack.class);
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final Thread program;

    private InProcessReceivePack(Pipe requests, Pipe answers, Thread program) {
        super(Channels.newInputStream(answers.source()), Channels.newOutputStream(requests.sink()));
        this.program = program;
    }

    static InProcessReceivePack start(RemoteUrl url) throws IOException {
        var folder = LocalRepository.at(url.path()).folder();
        var requests = Pipe.open();
        var answers = Pipe.open();
        var program = new Thread(() -> receive(folder, requests.source(), answers.sink()), "idp-receive-pack");
        program.setDaemon(true);
        program.start();
        return new InProcessReceivePack(requests, answers, program);
    }

    private static void receive(Path folder, Pipe.SourceChannel requests, Pipe.SinkChannel answers) {
        try (requests;
                answers;
                var repository =
                        new RepositoryBuilder().setGitDir(folder.toFile()).build()) {
            new ReceivePack(repository)
                    .receive(
                            Channels.newInputStream(requests),
                            Channels.newOutputStream(answers),
                            NullOutputStream.INSTANCE);
        } catch (IOException | RuntimeException e) {
            // The caller sees that the answer ends.
            LOG.debug("{} did not take a push: {}", folder, e.toString());
        }
    }

    @Override
    public void kill() {
        closeQuietly(out());
        closeQuietly(in());
    }

    @Override
    public boolean end() {
        kill();
        try {
            program.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !program.isAlive();
    }
}
