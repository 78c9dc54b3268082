// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A robot account that idp created.
 *
 * @param login the full name at Harbor, used to log in
 * @param rights as {@code resource:action}
 * @param expires absent if the account never expires
 */
record HarborRobot(
        long id,
        RobotName name,
        String login,
        Set<String> rights,
        Instant created,
        @Nullable Instant expires,
        int days,
        boolean disabled) {
    HarborRobot {
        rights = Set.copyOf(rights);
    }

    /**
     * The description that idp gives to its accounts and by which it recognises them: an account of somebody else may
     * have the same name.
     */
    static String description(HarborRepository repository, RobotPurpose purpose) {
        return "made by idp for " + repository + ": " + purpose.word();
    }

    /** Empty for an account that idp did not create for the repository and purpose, or without a creation time. */
    static Optional<HarborRobot> read(HarborRepository repository, RobotPurpose purpose, JsonNode node) {
        var login = node.path("name").asText();
        var created = HarborApi.time(node.path("creation_time").asText());
        var name = RobotName.read(repository, purpose, login);
        boolean isOurs = node.path("description").asText().equals(description(repository, purpose));
        if (name.isEmpty() || created.isEmpty() || !isOurs) {
            return Optional.empty();
        }
        var rights = new TreeSet<String>();
        node.path("permissions")
                .forEach(permission -> permission
                        .path("access")
                        .forEach(access -> rights.add(access.path("resource").asText() + ":"
                                + access.path("action").asText())));
        return Optional.of(new HarborRobot(
                node.path("id").asLong(),
                name.get(),
                login,
                rights,
                created.get(),
                HarborApi.timeOfSeconds(node.path("expires_at")).orElse(null),
                node.path("duration").asInt(),
                node.path("disable").asBoolean()));
    }

    int generation() {
        return name.generation();
    }

    boolean isExpired(Instant now) {
        return expires != null && !expires.isAfter(now);
    }

    RobotAccount account() {
        return new RobotAccount(name.purpose(), login, expires, disabled);
    }
}
