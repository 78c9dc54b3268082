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
 * A robot account of ours.
 *
 * @param shown its whole name, with which it logs in
 * @param rights as {@code resource:action}
 * @param expires absent if never
 */
record HarborRobot(
        long id,
        RobotName name,
        String shown,
        Set<String> rights,
        Instant created,
        @Nullable Instant expires,
        int days,
        boolean disabled) {
    HarborRobot {
        rights = Set.copyOf(rights);
    }

    /** Empty for an account that is not ours, or without what every account has. */
    static Optional<HarborRobot> read(HarborPlace place, RobotPurpose purpose, JsonNode node) {
        var shown = node.path("name").asText();
        var created = HarborTimes.read(node.path("creation_time").asText());
        var name = RobotName.read(place, purpose, shown);
        if (name.isEmpty() || created.isEmpty()) {
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
                shown,
                rights,
                created.get(),
                HarborTimes.ofSeconds(node.path("expires_at").asLong()).orElse(null),
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
        return new RobotAccount(name.purpose(), shown, expires, disabled);
    }
}
