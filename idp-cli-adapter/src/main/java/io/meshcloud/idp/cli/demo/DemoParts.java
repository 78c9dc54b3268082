// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.demo;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.git.NewBareRepository;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The embedded parts of the demo: an empty Git repository, a registry on disk with images, settings and a contract. */
final class DemoParts {
    private static final String HOST = "registry.example";

    private static final String SETTINGS = """
            # The demo's settings, for a command that names this file with --config or IDP_CONFIG.
            state: state.git
            registries:
              %s: oci:registry
            """.formatted(HOST);

    private static final String CONTRACT = """
            # The contract of one environment: what a team may shape, and what the platform decides.
            apiVersion: idp.meshcloud.io/v1alpha1
            kind: AppEnvironment

            metadata:
              name: hello-api-dev
              tenant: likvid
              app: hello-api
              environment: dev

            spec:
              target:
                namespace: app-likvid-hello-api-dev

              registry:
                provider: oci
                repository: %s/likvid/hello-api/dev
                deployPolicy:
                  mode: auto

              runtime:
                service:
                  port: 8080
                  protocol: http
                scaling:
                  replicas: 1 # enough for a start
                resources:
                  requests:
                    cpu: 100m
                    memory: 128Mi
                  limits:
                    cpu: 500m
                    memory: 256Mi

              config:
                env:
                  - name: LOG_LEVEL
                    value: info
            """.formatted(HOST);

    private DemoParts() {}

    static void create(DemoFolder folder, Instant now) {
        NewBareRepository.create(folder.resolve(DemoFolder.STATE), "main");
        folder.write(DemoFolder.SETTINGS, SETTINGS);
        folder.write(DemoFolder.CONTRACT, CONTRACT);
        var today = now.truncatedTo(ChronoUnit.DAYS);
        push(folder, "dev", "1.0.0", today.minus(2, ChronoUnit.DAYS));
        push(folder, "dev", "1.1.0", today.minus(1, ChronoUnit.DAYS));
        push(folder, "prod", "1.0.0", today.minus(2, ChronoUnit.DAYS));
    }

    /** The repository of an environment's images. */
    static ImageRepository repository(String environment) {
        return ImageRepository.parse(HOST + "/likvid/hello-api/" + environment);
    }

    private static void push(DemoFolder folder, String environment, String version, Instant created) {
        var greeting = "#!/bin/sh\necho 'hello from hello-api " + version + "'\n";
        OciLayoutWriter.in(folder.resolve(DemoFolder.REGISTRY), repository(environment))
                .write(
                        Tag.parse(version),
                        OciImage.created(created)
                                .file("bin/hello", Bytes.utf8(greeting), true)
                                .entrypoint("/bin/hello")
                                .label("org.opencontainers.image.version", version)
                                .label("org.opencontainers.image.source", "https://git.example/likvid/hello-api"));
    }

    /** The flags of an environment that is created without a file. */
    static List<String> prodFlags() {
        return List.of(
                "--tenant=likvid",
                "--app=hello-api",
                "--environment=prod",
                "--namespace=app-likvid-hello-api-prod",
                "--repository=" + repository("prod"),
                "--mode=manual",
                "--port=8080",
                "--replicas=2",
                "--cpu-request=100m",
                "--memory-request=128Mi",
                "--cpu-limit=1",
                "--memory-limit=256Mi");
    }
}
