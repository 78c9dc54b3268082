// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import io.meshcloud.idp.spi.provisioning.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The robot accounts of one project. An account has its rights on every repository of the project.
 *
 * <p>Source: Harbor, {@code src/server/v2.0/handler/robot.go}.
 */
final class HarborRobots {
    /** Harbor's duration of an account that never expires. */
    static final int NEVER_EXPIRES = -1;

    private static final String RIGHT = "manage the project's robot accounts";
    private static final String PATH = "/robots";

    private final HarborApi api;
    private final HarborRepository repository;
    private final long projectId;

    HarborRobots(HarborApi api, HarborRepository repository, long projectId) {
        this.api = api;
        this.repository = repository;
        this.projectId = projectId;
    }

    /** The accounts that idp created for the repository and purpose, newest first. */
    List<HarborRobot> of(RobotPurpose purpose) {
        return api.list(PATH + "?q=Level%3Dproject%2CProjectID%3D" + projectId, RIGHT).stream()
                .flatMap(node -> HarborRobot.read(repository, purpose, node).stream())
                .sorted(Comparator.comparing(HarborRobot::generation).reversed())
                .toList();
    }

    /**
     * Creates an account; empty if the name is in use. If the answer is lost, the account may exist with an unknown
     * secret; then its secret is renewed.
     *
     * @param days the account's validity, or {@link #NEVER_EXPIRES}
     */
    Optional<RobotCredential> create(RobotName name, int days) {
        var body = account(name, name.value(), days, false);
        try {
            var answer = api.change("POST", PATH, body);
            return answer.status() == 409
                    ? Optional.empty()
                    : Optional.of(credential(name, api.succeeded(answer, RIGHT).body()));
        } catch (IdpException e) {
            return Optional.of(recoverCredential(name, e));
        }
    }

    private RobotCredential recoverCredential(RobotName name, IdpException failure) {
        if (!failure.problem().retryable()) {
            throw failure;
        }
        try {
            var created = of(name.purpose()).stream()
                    .filter(robot -> robot.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> failure);
            return new RobotCredential(created.account(), renewSecret(created));
        } catch (IdpException e) {
            // Report why the account was not created, not why the recovery failed.
            throw failure;
        }
    }

    private Secret renewSecret(HarborRobot robot) {
        var answer = api.change("PATCH", path(robot), HarborApi.object().put("secret", ""));
        return secret(api.succeeded(answer, RIGHT).body());
    }

    private RobotCredential credential(RobotName name, JsonNode created) {
        var account = new RobotAccount(
                name.purpose(),
                created.path("name").asText(),
                HarborApi.timeOfSeconds(created.path("expires_at")).orElse(null),
                false);
        return new RobotCredential(account, secret(created));
    }

    private Secret secret(JsonNode node) {
        var secret = node.path("secret").asText();
        if (secret.isEmpty()) {
            throw api.fault(PATH, "created a robot account without returning its secret");
        }
        return Secret.of(secret);
    }

    static Set<String> rights(RobotPurpose purpose) {
        return purpose == RobotPurpose.PUSH ? Set.of("repository:pull", "repository:push") : Set.of("repository:pull");
    }

    /**
     * Sets an account's expiry, and its rights to exactly those of its purpose.
     *
     * @param days the validity since the account's creation, or {@link #NEVER_EXPIRES}
     */
    void update(HarborRobot robot, int days) {
        var body = account(robot.name(), robot.login(), days, robot.disabled()).put("id", robot.id());
        api.succeeded(api.change("PUT", path(robot), body), RIGHT);
    }

    /** Deletes an account, which may be deleted already. */
    void delete(HarborRobot robot) {
        var answer = api.change("DELETE", path(robot), null);
        if (!HarborApi.isNotFound(answer)) {
            api.succeeded(answer, RIGHT);
        }
    }

    /** The problem of an account whose name is in use but which Harbor does not list. */
    IdpException hidden(RobotName name) {
        return api.fault(PATH, "reports that the robot account " + name.value() + " exists, but does not list it");
    }

    private ObjectNode account(RobotName name, String fullName, int days, boolean disabled) {
        var body = HarborApi.object()
                .put("name", fullName)
                .put("description", HarborRobot.description(repository, name.purpose()))
                .put("level", "project")
                .put("duration", days)
                .put("disable", disabled);
        var permission = body.putArray("permissions").addObject().put("kind", "project");
        var access = permission.put("namespace", repository.project()).putArray("access");
        rights(name.purpose()).stream().sorted().forEach(right -> {
            int colon = right.indexOf(':');
            access.addObject().put("resource", right.substring(0, colon)).put("action", right.substring(colon + 1));
        });
        return body;
    }

    private static String path(HarborRobot robot) {
        return PATH + "/" + robot.id();
    }
}
