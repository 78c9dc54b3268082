// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.credential;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meshcloud.idp.core.environment.RegistryTarget;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The Kubernetes Secret with which a cluster pulls an environment's images.
 *
 * <p>Source: Kubernetes, "Pull an Image from a Private Registry", type {@code kubernetes.io/dockerconfigjson}.
 */
final class PullSecret {
    private static final String USUAL_NAME = "registry-pull";
    private static final JsonMapper JSON = new JsonMapper();

    private PullSecret() {}

    /** A manifest for {@code kubectl apply -f}. */
    static String manifest(RegistryTarget target, RobotCredential credential) {
        // Names are Kubernetes' own by contract and the rest is Base64, so nothing in it needs quotes.
        return """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: %s
                  namespace: %s
                  labels:
                    app.kubernetes.io/managed-by: idp
                type: kubernetes.io/dockerconfigjson
                data:
                  .dockerconfigjson: %s
                """.formatted(
                        target.optionalPullSecret().orElse(USUAL_NAME),
                        target.namespace(),
                        base64(dockerConfig(target.repository().host(), credential)));
    }

    private static String dockerConfig(String host, RobotCredential credential) {
        var user = credential.account().name();
        var password = credential.secret().reveal();
        var config = JSON.createObjectNode();
        config.putObject("auths")
                .putObject(host)
                .put("username", user)
                .put("password", password)
                .put("auth", base64(user + ":" + password));
        return config.toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
