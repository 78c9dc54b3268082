// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.file.Bytes;

/**
 * An {@code app-env.yaml} in which only the claims matter.
 *
 * @param state which part of it is broken, or written in a way that cannot be scanned line by line
 */
record EnvironmentFile(
        String repository, String app, String name, String host, String path, String namespace, State state) {
    EnvironmentFile(String repository, String app, String name, String host, String namespace, State state) {
        this(repository, app, name, host, "/", namespace, state);
    }

    enum State {
        VALID,
        VALID_BUT_NOT_PLAIN,
        NOT_EXPOSED,
        INVALID,
        NOT_YAML
    }

    static EnvironmentFile of(String kind) {
        return new EnvironmentFile(kind, kind, kind, kind, kind, State.VALID);
    }

    EnvironmentFile withRepository(String other) {
        return new EnvironmentFile(other, app, name, host, path, namespace, state);
    }

    EnvironmentFile withNamespace(String other) {
        return new EnvironmentFile(repository, app, name, host, path, other, state);
    }

    EnvironmentFile withPath(String other) {
        return new EnvironmentFile(repository, app, name, host, other, namespace, state);
    }

    EnvironmentFile in(State other) {
        return new EnvironmentFile(repository, app, name, host, path, namespace, other);
    }

    Bytes bytes() {
        var text = """
                apiVersion: idp.meshcloud.io/v1alpha1
                kind: AppEnvironment
                metadata:
                  name: %2$s
                  tenant: team-a
                  app: %1$s
                  environment: dev
                spec:
                  target:
                    namespace: app-%3$s
                  registry:
                    repository: registry.example.org/%4$s # ours
                  runtime:
                    service:
                      port: 8080
                    scaling:
                      replicas: 2
                    resources:
                      requests: {cpu: "200m", memory: "256Mi"}
                      limits: {cpu: "1", memory: "512Mi"}
                  ingress:
                    enabled: true
                    host: %5$s.example.org
                    path: %6$s
                """.formatted(app, name, namespace, repository, host, path);
        return Bytes.utf8(
                switch (state) {
                    case VALID ->
                        text.replace("{cpu: ", "\n        cpu: ")
                                .replace(", memory: ", "\n        memory: ")
                                .replace("}", "");
                    case VALID_BUT_NOT_PLAIN -> text;
                    case NOT_EXPOSED -> text.replace("enabled: true", "enabled: false");
                    case INVALID -> text.replace("replicas: 2", "replicas: many");
                    case NOT_YAML -> text + "  - [";
                });
    }
}
