// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes release to fifty environments each, on one bare repository and from one cache, at the same time. */
class ConcurrentReleasesIT {
    private static final int EACH = 50;
    private static final String APPS = "workspaces/likvid/projects/";

    @TempDir
    private Path folder;

    @Test
    void are_neither_lost_nor_duplicated() throws IOException, InterruptedException {
        var fixture = StateFixture.in(folder);
        StateFixture.require(fixture.cli().run("init"));
        var digests = environments(fixture);
        var before = fixture.head();

        var processes = new ArrayList<Process>();
        for (int half = 0; half < 2; half++) {
            processes.add(releasing(fixture, half * EACH));
        }
        for (var process : processes) {
            var result = Idp.finish(process);
            assertThat(result.code()).as("%s", result).isZero();
        }

        assertThat(RealPart.git(fixture.state(), "fsck", "--strict", "--no-dangling"))
                .isEmpty();
        var touched = touched(fixture, before);
        assertThat(touched).hasSize(2 * EACH).doesNotHaveDuplicates();
        assertThat(touched).allMatch(path -> path.matches(APPS + "app-\\d+/tenants/dev/release\\.yaml"));
        digests.forEach((app, digest) -> assertThat(
                        RealPart.git(fixture.state(), "show", "main:" + APPS + app + "/tenants/dev/release.yaml"))
                .contains(digest.toString()));
    }

    /** A hundred environments in one commit of another author, each with an image of its own. */
    private static Map<String, Digest> environments(StateFixture fixture) throws IOException {
        var digests = new TreeMap<String, Digest>();
        fixture.commit(work -> {
            for (int number = 0; number < 2 * EACH; number++) {
                var app = ReleaseLoop.app(number);
                var repository = StateFixture.HOST + "/likvid/" + app + "/dev";
                var file = work.resolve(APPS + app + "/tenants/dev/app-env.yaml");
                Files.createDirectories(file.getParent());
                Files.writeString(file, StateFixture.contract("likvid", app, "dev", repository));
                digests.put(
                        app,
                        fixture.push(
                                ImageRepository.parse(repository),
                                "1.0.0",
                                Instant.parse("2026-11-20T00:00:00Z").plusSeconds(number)));
            }
        });
        return digests;
    }

    /** One process that runs the command line once for each of its environments. */
    private Process releasing(StateFixture fixture, int first) throws IOException {
        var classPath = String.join(
                ":",
                Idp.jar().toString(),
                Path.of("target/test-classes").toAbsolutePath().toString());
        var command = new ArrayList<>(List.of(Idp.java(), "-cp", classPath, ReleaseLoop.class.getName()));
        command.addAll(List.of(Integer.toString(first), Integer.toString(first + EACH)));
        var builder = Idp.in(folder).prepared(command);
        builder.environment().put("IDP_STATE", fixture.state().toString());
        builder.environment().put("IDP_REGISTRY", StateFixture.HOST + "=oci:" + fixture.registry());
        return builder.start();
    }

    /** What each commit since then touches, one entry for each path. */
    private static List<String> touched(StateFixture fixture, String since) {
        var log = RealPart.git(fixture.state(), "log", "--name-only", "--format=%x01", since + "..main");
        var commits = Arrays.stream(log.split("\u0001"))
                .map(String::strip)
                .filter(files -> !files.isEmpty())
                .toList();
        assertThat(commits)
                .as("each commit touches one file")
                .allMatch(files -> files.lines().count() == 1);
        return commits;
    }
}
