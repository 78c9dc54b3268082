// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.ImageRepository;
import java.util.List;

/**
 * One environment of the default layout: each workspace has five projects of four tenants.
 *
 * @param number the index of the environment, from 0
 */
record TestEnvironment(int number) {
    static final String HOST = "harbor.example.tld";
    static final int PER_WORKSPACE = 20;

    private static final List<String> TENANTS = List.of("dev", "dev-eu", "staging", "prod");
    private static final List<String> ENVIRONMENTS = List.of("dev", "dev", "staging", "prod");

    TestEnvironment {
        if (number < 0) {
            throw new IllegalArgumentException("no environment has the number " + number);
        }
    }

    String workspace() {
        return "workspace-%05d".formatted(number / PER_WORKSPACE);
    }

    String project() {
        return "app-" + (number / TENANTS.size()) % (PER_WORKSPACE / TENANTS.size());
    }

    String tenant() {
        return TENANTS.get(number % TENANTS.size());
    }

    Slug environment() {
        return Slug.parse(ENVIRONMENTS.get(number % ENVIRONMENTS.size()));
    }

    EnvironmentAddress address() {
        return EnvironmentAddress.parse(workspace() + "/" + project() + "/" + tenant());
    }

    ImageRepository repository() {
        return ImageRepository.parse(HOST + "/" + workspace() + "/" + project() + "/" + tenant());
    }

    /** The folder in the default layout. */
    String folder() {
        return "workspaces/" + workspace() + "/projects/" + project() + "/tenants/" + tenant();
    }

    String releasePath() {
        return folder() + "/release.yaml";
    }

    /** The contract with typical comments: about 1.8 KB, the size of the example in the ADR. */
    String contract() {
        return """
                # The environment %1$s of %2$s in %3$s. Changed through idp, checked before it is committed.
                apiVersion: idp.meshcloud.io/v1alpha1
                kind: AppEnvironment

                metadata:
                  name: %2$s-%1$s                # for people
                  tenant: %3$s
                  app: %2$s
                  environment: %4$s

                spec:
                  # Where it runs. The platform's part.
                  target:
                    namespace: app-%3$s-%2$s-%1$s
                    cluster: ske-main

                  # What is released here: whatever is pushed to this repository, and nothing else.
                  registry:
                    provider: harbor
                    repository: %5$s
                    deployPolicy:
                      mode: auto                 # auto or manual; a person's release needs neither

                  # The shape of the runtime. The team's part.
                  runtime:
                    service:
                      port: 8080
                      protocol: http
                    scaling:
                      replicas: 2                # two, so that a node may go away
                    resources:
                      requests:
                        cpu: "200m"
                        memory: "256Mi"
                      limits:
                        cpu: "1000m"
                        memory: "512Mi"

                  ingress:
                    enabled: true
                    host: %2$s-%1$s.%3$s.example.tld
                    path: /
                    tls:
                      enabled: true              # certificates come from the platform's issuer

                  # Settings of the application. Nothing secret: secrets come from building blocks.
                  config:
                    env:
                      - name: LOG_LEVEL
                        value: info
                      - name: FEATURE_CHECKOUT_ENABLED
                        value: "true"
                      - name: UPSTREAM_TIMEOUT
                        value: "PT5S"
                      - name: UPSTREAM_URL
                        value: "https://catalog.internal.example.tld/api/v2"
                      - name: JAVA_TOOL_OPTIONS
                        value: "-XX:MaxRAMPercentage=75"
                    buildingBlocks:
                      - ref: postgres-default
                      - ref: observability-basic

                  release:
                    track: stable                # stable or canary
                """.formatted(tenant(), project(), workspace(), environment(), repository());
    }
}
