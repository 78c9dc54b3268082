// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.registry.RoutingImageRegistry;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.registry.harbor.FakeHarbor;
import io.meshcloud.idp.registry.harbor.HarborDetector;
import io.meshcloud.idp.registry.harbor.HarborExtension;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.MutableClock;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A platform whose environments track the repositories of a fake Harbor, in several projects, and one repository of
 * another registry. All run 1.0.0, and automation has looked at them. Then 1.1.0 is pushed to some, among them to the
 * environments of interest: one, its neighbour in the same project, one in another project, and the one of the other
 * registry.
 */
final class HarborPlatform implements AutoCloseable {
    static final EnvironmentAddress ONE = EnvironmentAddress.parse("likvid/one/dev");
    static final EnvironmentAddress NEIGHBOUR = EnvironmentAddress.parse("likvid/neighbour/dev");
    static final EnvironmentAddress OTHER_PROJECT = EnvironmentAddress.parse("likvid/other-project/dev");
    static final EnvironmentAddress OTHER_REGISTRY = EnvironmentAddress.parse("likvid/other-registry/dev");
    static final List<EnvironmentAddress> PUSHED = List.of(ONE, NEIGHBOUR, OTHER_PROJECT, OTHER_REGISTRY);

    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final String OTHER_HOST = "other.example.tld";
    private static final Map<EnvironmentAddress, ImageRepository> REPOSITORIES = repositories();

    final FakeHarbor harbor = new FakeHarbor(START);
    final MutableClock clock = new MutableClock(START);
    final InMemoryStateRepository state = new InMemoryStateRepository(clock);
    private final Map<String, Digest> pushed = new HashMap<>();
    private final Path folder;
    private final IdpCore core;
    private final Map<String, Bytes> released;

    private static Map<EnvironmentAddress, ImageRepository> repositories() {
        var repositories = new LinkedHashMap<EnvironmentAddress, ImageRepository>();
        repositories.put(ONE, new ImageRepository(FakeHarbor.HOST, "team-a/one/dev"));
        repositories.put(NEIGHBOUR, new ImageRepository(FakeHarbor.HOST, "team-a/neighbour"));
        repositories.put(OTHER_PROJECT, new ImageRepository(FakeHarbor.HOST, "team-b/app"));
        repositories.put(OTHER_REGISTRY, new ImageRepository(OTHER_HOST, "team-a/one"));
        // Enough repositories for the requests that a look at many sends.
        for (int i = 1; i <= 4; i++) {
            repositories.put(
                    EnvironmentAddress.parse("likvid/more-" + i + "/dev"),
                    new ImageRepository(FakeHarbor.HOST, "more-" + i + "/app"));
        }
        return repositories;
    }

    /** The files of the environments, before anything was released. */
    static Map<String, Bytes> newEnvironments() {
        var files = new HashMap<String, Bytes>();
        files.put("platform/platform.yaml", Bytes.utf8("""
                apiVersion: idp.meshcloud.io/v1alpha1
                kind: Platform
                spec:
                  releases:
                    deployOnPush: true
                """));
        REPOSITORIES.forEach((address, repository) -> files.put(
                Layout.DEFAULT.appEnvironment(address).value(),
                Bytes.utf8(StateFixture.contract(
                        "likvid", address.toString().split("/")[1], "dev", repository.toString()))));
        return files;
    }

    /**
     * @param files those of the environments; with releases of 1.0.0, no look has to write them
     */
    HarborPlatform(Path folder, Map<String, Bytes> files) {
        this.folder = folder;
        var urls = Map.<String, RegistryUrl>of(
                FakeHarbor.HOST,
                new RegistryUrl.Distribution(harbor.url()),
                OTHER_HOST,
                new RegistryUrl.LayoutFolder(folder));
        var config = new RegistryConfig(urls, FakeHarbor.admin(), Duration.ofSeconds(30), Duration.ofSeconds(30));
        var extension = new HarborExtension(new HarborDetector(config, clock), clock);
        core = IdpCore.of(state, new RoutingImageRegistry(config, clock, extension), clock);
        state.foreignCommit("environments", files);
        REPOSITORIES.keySet().forEach(address -> push(address, "0.9.0"));
        advance(Duration.ofHours(1));
        REPOSITORIES.keySet().forEach(address -> push(address, "1.0.0"));
        advance(Duration.ofHours(1));
        look();
        advance(Duration.ofHours(1));
        released = releases(files);
        PUSHED.forEach(address -> push(address, "1.1.0"));
        advance(Duration.ofHours(1));
        harbor.forget();
    }

    private Map<String, Bytes> releases(Map<String, Bytes> files) {
        var released = new HashMap<>(files);
        REPOSITORIES.keySet().forEach(address -> {
            var path = Layout.DEFAULT.release(address);
            released.put(
                    path.value(), state.snapshot().read(path).regularBytes().orElseThrow());
        });
        return released;
    }

    /** The files of the environments with releases of 1.0.0, which are the same on every such platform. */
    Map<String, Bytes> released() {
        return released;
    }

    private void push(EnvironmentAddress address, String tag) {
        var repository = REPOSITORIES.get(address);
        var digest = repository.host().equals(OTHER_HOST)
                ? OciLayoutWriter.in(folder, repository)
                        .write(Tag.parse(tag), OciImage.created(clock.instant()).file("app/tag", Bytes.utf8(tag), true))
                : harbor.pushWhole(repository, clock.instant(), tag);
        pushed.put(address + " " + tag, digest);
    }

    void advance(Duration time) {
        clock.advance(time);
        harbor.advance(time);
    }

    Map<EnvironmentAddress, Reconciled.Looked> look() {
        var rows = new LinkedHashMap<EnvironmentAddress, Reconciled.Looked>();
        core.reconciliation()
                .reconcile(false, (done, all) -> {})
                .environments()
                .forEach(row -> rows.put(row.address(), row));
        return rows;
    }

    /**
     * A look while the answer to one request is wrong, and a look after it. An environment gets the newest image or
     * keeps the one that it runs; if it keeps that image, its row says why, and the wrong answer concerns this
     * environment. With right answers, all get the newest image.
     *
     * @param wrong the request whose answer is wrong, as text with its path
     */
    void lookWithoutHarm(String wrong) {
        var rows = look();

        assertThat(PUSHED).allSatisfy(each -> {
            var row = rows.get(each);
            assertThat(running(each)).as("the image of %s: %s", each, row).isIn("1.0.0", "1.1.0");
            assertThat(running(each).equals("1.1.0") || (isAbout(each, wrong) && says(row)))
                    .as("%s runs %s: %s", each, running(each), row)
                    .isTrue();
            assertThat(Optional.ofNullable(row.problem()).map(Problem::code))
                    .isNotIn(Optional.of(ProblemCode.INTERNAL), Optional.of(ProblemCode.OUT_OF_MEMORY));
        });

        harbor.answerRightly();
        advance(Duration.ofHours(7));
        look();

        assertThat(PUSHED)
                .allSatisfy(each -> assertThat(running(each))
                        .as("the image of " + each + " after right answers")
                        .isEqualTo("1.1.0"));
    }

    /** Whether the answer to a request is about an environment. */
    private static boolean isAbout(EnvironmentAddress address, String request) {
        if (address.equals(OTHER_REGISTRY)) {
            return false;
        }
        boolean isOfOne = request.contains("one%252Fdev") || request.contains("one/dev");
        boolean isOfNeighbour = request.contains("neighbour");
        if (isOfOne || isOfNeighbour) {
            return (isOfOne && address.equals(ONE)) || (isOfNeighbour && address.equals(NEIGHBOUR));
        }
        return !request.contains("/projects/team-a") || !address.equals(OTHER_PROJECT);
    }

    private static boolean says(Reconciled.Looked row) {
        return row.outcome() == null
                || row.outcome() instanceof ReleaseOutcome.Rejected
                || !row.outcome().warnings().isEmpty();
    }

    /** The tag of the image that runs in an environment. */
    String running(EnvironmentAddress address) {
        var path = Layout.DEFAULT.release(address);
        var bytes = state.snapshot().read(path).regularBytes().orElseThrow();
        var digest = ContractFiles.readAppRelease(path.value(), bytes)
                .match(document -> document.value().image().digest(), findings -> null);
        return Stream.of("0.9.0", "1.0.0", "1.1.0")
                .filter(tag -> Objects.equals(digest, pushed.get(address + " " + tag)))
                .findFirst()
                .orElse("another image");
    }

    @Override
    public void close() {
        harbor.close();
    }
}
