// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.testkit.git.BareRepository;
import io.meshcloud.idp.testkit.git.GitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Environments in a repository on a real server, and the check of what became of every update. */
final class Fleet implements AutoCloseable {
    private final BareRepository remote;
    private final GitServer server;
    private final CommitId first;

    private Fleet(BareRepository remote, GitServer server, CommitId first) {
        this.remote = remote;
        this.server = server;
        this.first = first;
    }

    static Fleet of(int apps, Path folder) throws IOException {
        return of(apps, folder, server -> server);
    }

    static Fleet of(int apps, Path folder, UnaryOperator<GitServer.Builder> how) throws IOException {
        var root = Files.createDirectories(folder.resolve("server"));
        var remote = BareRepository.create(root.resolve("state.git"));
        var files = new HashMap<String, Bytes>();
        for (int app = 0; app < apps; app++) {
            files.put(Layout.DEFAULT.appEnvironment(Update.address(app)).value(), Bytes.utf8(contract(app)));
        }
        var first = remote.commit("main", "environments", files);
        return new Fleet(remote, how.apply(GitServer.in(root)).start(), first);
    }

    private static String contract(int app) {
        return """
                apiVersion: idp.meshcloud.io/v1alpha1
                kind: AppEnvironment
                metadata:
                  tenant: team-a
                  app: app-%1$d
                  environment: dev
                spec:
                  target:
                    namespace: app-team-a-app-%1$d-dev
                  registry:
                    repository: %2$s
                  runtime:
                    service:
                      port: 8080
                    scaling:
                      replicas: 2
                    resources:
                      requests:
                        cpu: 200m
                        memory: 256Mi
                      limits:
                        cpu: 1
                        memory: 512Mi
                """.formatted(app, Update.repository(app));
    }

    BareRepository remote() {
        return remote;
    }

    GitServer server() {
        return server;
    }

    void startServer() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return server.url(remote);
    }

    /**
     * Runs a shell script as a {@code pre-receive} hook for each push. Its standard input contains the old commit, the
     * new commit and the branch.
     */
    void lookAtPushes(String script) {
        remote.hook("pre-receive", "echo $PPID >> " + pushes() + "\n" + script);
    }

    boolean hasPushes() {
        return Files.exists(pushes());
    }

    /** Returns after the server has completed every push that the hook has seen. */
    void awaitPushes() throws IOException {
        for (var process : Files.readAllLines(pushes())) {
            ProcessHandle.of(Long.parseLong(process))
                    .ifPresent(running -> running.onExit().join());
        }
    }

    private Path pushes() {
        return remote.folder().resolveSibling("pushes");
    }

    /**
     * Checks that every update reported as done is on the branch exactly once; that no update reported as failed is
     * there; that each changes only its own file and was decided on the preceding content; that no update of a writer
     * precedes an older one of the same writer; that the environments contain the last update; that commits of others
     * are not lost; and that the repository is intact.
     *
     * @param reports all reports to callers, in the order of each writer
     */
    void assertHolds(Collection<Report> reports) {
        remote.assertIntact();
        // A push of a killed process may still arrive, so everything is read from one commit.
        var landed = Landed.on(remote);
        assertThat(landed.get(0).commit()).isEqualTo(first.value());
        var updates = landed.stream().filter(Landed::isUpdate).toList();
        assertThat(updates).extracting(Landed::requestId).doesNotHaveDuplicates();
        assertToldTheTruth(reports, updates);
        assertInOrder(updates);
        assertContents(updates, landed.get(landed.size() - 1).commit());
    }

    private static void assertToldTheTruth(Collection<Report> reports, List<Landed> updates) {
        var byId = updates.stream().collect(Collectors.toMap(Landed::requestId, update -> update));
        var last = new LinkedHashMap<String, Report>();
        reports.forEach(report -> last.put(report.requestId(), report));
        for (var report : last.values()) {
            var there = byId.get(report.requestId());
            if (report.isDone()) {
                assertThat(there).as("reported done: %s", report).isNotNull();
                assertThat(there.environment()).isEqualTo(report.address());
                assertThat(there.digest()).isEqualTo(report.digest());
            } else if (!report.isUnknown()) {
                assertThat(there).as("reported not done: %s", report).isNull();
            }
        }
    }

    private static void assertInOrder(List<Landed> updates) {
        var images = new HashMap<String, String>();
        var numbers = new HashMap<String, Integer>();
        for (var update : updates) {
            assertThat(update.previous())
                    .as("what %s was decided on", update)
                    .isEqualTo(images.getOrDefault(update.environment(), ""));
            images.put(update.environment(), update.image());
            var before = numbers.put(update.writer() + " " + update.environment(), update.number());
            assertThat(before == null || before < update.number())
                    .as("%s comes after number %s", update, before)
                    .isTrue();
        }
    }

    private void assertContents(List<Landed> updates, String tip) {
        var wanted = new HashMap<String, String>();
        for (var update : updates) {
            assertThat(update.paths()).as("what %s touched", update).containsExactly(releaseOf(update.environment()));
            wanted.put(releaseOf(update.environment()), update.digest());
        }
        assertThat(wanted.isEmpty() ? Map.of() : digests(tip)).isEqualTo(wanted);
    }

    private static String releaseOf(String environment) {
        return Layout.DEFAULT.release(EnvironmentAddress.parse(environment)).value();
    }

    /** The content of each release file. */
    private Map<String, String> digests(String tip) {
        return remote.git("grep", "-o", "-E", "sha256:[0-9a-f]{64}", tip, "--", "*/release.yaml")
                .lines()
                .map(line -> line.split(":", 3))
                .collect(Collectors.toMap(parts -> parts[1], parts -> parts[2]));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
