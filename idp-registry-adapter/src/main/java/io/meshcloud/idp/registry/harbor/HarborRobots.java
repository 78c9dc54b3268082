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
 * The robot accounts of one project. An account's rights are those on every repository of its project.
 *
 * <p>Source: Harbor, {@code src/server/v2.0/handler/robot.go}.
 */
final class HarborRobots {
    static final int FOR_EVER = -1;

    private static final String RIGHT = "manage the project's robot accounts";
    private static final String PATH = "/robots";

    private final HarborApi api;
    private final HarborPlace place;
    private final HarborProject project;

    HarborRobots(HarborApi api, HarborPlace place, HarborProject project) {
        this.api = api;
        this.place = place;
        this.project = project;
    }

    /** Ours for the repository and purpose, newest first. */
    List<HarborRobot> of(RobotPurpose purpose) {
        return api.list(PATH + "?q=Level%3Dproject%2CProjectID%3D" + project.id(), RIGHT).stream()
                .flatMap(node -> HarborRobot.read(place, purpose, node).stream())
                .sorted(Comparator.comparing(HarborRobot::generation).reversed())
                .toList();
    }

    /**
     * Makes an account; empty if there is one of this name. When the answer is lost, the account may be there with a
     * secret that nobody knows: it gets another one.
     *
     * @param days for how long, or {@link #FOR_EVER}
     */
    Optional<RobotCredential> create(RobotName name, int days) {
        var body = account(name, name.value(), days, false);
        try {
            var answer = api.change("POST", PATH, body);
            return answer.status() == 409
                    ? Optional.empty()
                    : Optional.of(credential(name, api.succeeded(answer, RIGHT).body()));
        } catch (IdpException e) {
            return Optional.of(afterLoss(name, e));
        }
    }

    private RobotCredential afterLoss(RobotName name, IdpException loss) {
        if (!loss.problem().retryable()) {
            throw loss;
        }
        try {
            var made = of(name.purpose()).stream()
                    .filter(robot -> robot.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> loss);
            return new RobotCredential(made.account(), renewSecret(made));
        } catch (IdpException e) {
            // The first failure says what was tried.
            throw loss;
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
                HarborTimes.ofSeconds(created.path("expires_at").asLong()).orElse(null),
                false);
        return new RobotCredential(account, secret(created));
    }

    private Secret secret(JsonNode node) {
        var secret = node.path("secret").asText();
        if (secret.isEmpty()) {
            throw api.fault(PATH, "made a robot account and does not tell its secret");
        }
        return Secret.of(secret);
    }

    static Set<String> rights(RobotPurpose purpose) {
        return purpose == RobotPurpose.PUSH ? Set.of("repository:pull", "repository:push") : Set.of("repository:pull");
    }

    /**
     * Sets when an account expires, and gives it the rights of its purpose and no others.
     *
     * @param days counted from its creation, or {@link #FOR_EVER}
     */
    void update(HarborRobot robot, int days) {
        var body = account(robot.name(), robot.shown(), days, robot.disabled()).put("id", robot.id());
        api.succeeded(api.change("PUT", path(robot), body), RIGHT);
    }

    /** Removes an account; that it is gone already is as good. */
    void delete(HarborRobot robot) {
        var answer = api.change("DELETE", path(robot), null);
        if (!HarborApi.isNotThere(answer)) {
            api.succeeded(answer, RIGHT);
        }
    }

    /** There is an account of this name, and it is not among those that are shown to us. */
    IdpException hidden(RobotName name) {
        return api.fault(PATH, "says that the robot account " + name.value() + " is there, and does not show it");
    }

    private ObjectNode account(RobotName name, String shown, int days, boolean disabled) {
        var body = HarborApi.object()
                .put("name", shown)
                .put(
                        "description",
                        "made by idp for " + place + ": " + name.purpose().word())
                .put("level", "project")
                .put("duration", days)
                .put("disable", disabled);
        var permission = body.putArray("permissions").addObject().put("kind", "project");
        var access = permission.put("namespace", place.project()).putArray("access");
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
