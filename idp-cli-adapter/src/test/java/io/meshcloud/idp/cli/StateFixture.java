// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.git.NewBareRepository;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A bare state repository, a registry on disk, and the settings that join them, in a folder of a test's own. */
public final class StateFixture {
    public static final String HOST = "registry.example";
    public static final String ADDRESS = "likvid/hello-api/dev";
    public static final String REPOSITORY = HOST + "/likvid/hello-api/dev";
    public static final String FILE_PATH = "workspaces/likvid/projects/hello-api/tenants/dev/app-env.yaml";
    public static final String RELEASE_PATH = "workspaces/likvid/projects/hello-api/tenants/dev/release.yaml";

    private final Path folder;

    private StateFixture(Path folder) {
        this.folder = folder;
    }

    public static StateFixture in(Path folder) {
        NewBareRepository.create(folder.resolve("state.git"), "main");
        return new StateFixture(folder);
    }

    public Path folder() {
        return folder;
    }

    public Path state() {
        return folder.resolve("state.git");
    }

    public Path registry() {
        return folder.resolve("registry");
    }

    /** A run with the settings of this fixture. */
    public TestRun cli() {
        return new TestRun(folder)
                .with("IDP_STATE", state().toString())
                .with("IDP_CACHE", folder.resolve("cache").toString())
                .with("IDP_REGISTRY", HOST + "=oci:" + registry());
    }

    public Digest push(String tag, Instant created) {
        return push(ImageRepository.parse(REPOSITORY), tag, created);
    }

    public Digest push(ImageRepository repository, String tag, Instant created) {
        return OciLayoutWriter.in(registry(), repository)
                .write(Tag.parse(tag), OciImage.created(created).label("version", tag));
    }

    /** The contract of {@link #ADDRESS}. */
    public static String contract() {
        return contract("likvid", "hello-api", "dev", REPOSITORY);
    }

    public static String contract(String tenant, String app, String environment, String repository) {
        return """
                apiVersion: idp.meshcloud.io/v1alpha1
                kind: AppEnvironment
                metadata:
                  tenant: %s
                  app: %s
                  environment: %s
                spec:
                  target:
                    namespace: app-%s-%s-%s
                  registry:
                    repository: %s
                  runtime:
                    service:
                      port: 8080
                    scaling:
                      replicas: 1 # enough
                    resources:
                      requests:
                        cpu: 100m
                        memory: 128Mi
                      limits:
                        cpu: 500m
                        memory: 256Mi
                """.formatted(tenant, app, environment, tenant, app, environment, repository);
    }

    /** Sets up the repository with {@link #ADDRESS} in it. */
    public StateFixture withEnvironment() throws IOException {
        Files.writeString(folder.resolve("dev.yaml"), contract());
        require(cli().run("init"));
        require(cli().run("env", "create", ADDRESS, "-f", "dev.yaml"));
        return this;
    }

    /** A change of a work tree without the platform. */
    @FunctionalInterface
    public interface Edit {
        void on(Path workTree) throws IOException;
    }

    /** Commits without the platform; needs git. */
    public void commit(Edit edit) throws IOException {
        var work = Files.createTempDirectory(folder, "work");
        RealPart.git(folder, "clone", "-q", state().toString(), work.toString());
        edit.on(work);
        RealPart.git(work, "add", "-A");
        RealPart.git(work, "commit", "-q", "-m", "past the platform");
        RealPart.git(work, "push", "-q", "origin", "HEAD:main");
    }

    /** The branch's commit; empty while there is none. */
    public String head() throws IOException {
        var branch = state().resolve("refs/heads/main");
        return Files.exists(branch)
                ? Files.readString(branch, StandardCharsets.UTF_8).strip()
                : "";
    }

    public static TestRun.Result require(TestRun.Result result) {
        if (result.code() != 0) {
            throw new AssertionError("exit code " + result.code() + "\n" + result.out() + result.err());
        }
        return result;
    }
}
