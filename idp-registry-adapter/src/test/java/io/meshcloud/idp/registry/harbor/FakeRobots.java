// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.registry.harbor.FakeRequest.Refused;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The robot accounts of the fake. Secrets are numbered, so that a test knows them. */
final class FakeRobots {
    static final String PREFIX = "robot$";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");
    private static final Pattern OF_PROJECT = Pattern.compile("Level=project,ProjectID=(\\d+)");
    private static final Set<String> CREATED =
            Set.of("name", "description", "secret", "level", "disable", "duration", "permissions");
    private static final Set<String> UPDATED = Set.of(
            "id", "name", "description", "level", "disable", "duration", "permissions", "editable", "expires_at");

    final Map<Long, ObjectNode> robots = new LinkedHashMap<>();
    final Map<Long, String> secrets = new LinkedHashMap<>();
    private final FakeHarbor harbor;
    private int made;

    FakeRobots(FakeHarbor harbor) {
        this.harbor = harbor;
    }

    FakeReply answer(FakeRequest request, String rest) {
        if (rest.isEmpty()) {
            return request.method().equals("POST") ? create(request) : list(request);
        }
        long id = Long.parseLong(rest.substring(1));
        var robot = robots.get(id);
        if (robot == null) {
            return FakeReply.error(404, "NOT_FOUND");
        }
        return switch (request.method()) {
            case "PUT" -> update(request, robot);
            case "PATCH" -> {
                request.json(Set.of("secret"));
                yield FakeReply.json(200, HarborApi.object().put("secret", newSecret(id)));
            }
            case "DELETE" -> {
                robots.remove(id);
                yield FakeReply.done(200);
            }
            default -> FakeReply.json(200, robot);
        };
    }

    private FakeReply list(FakeRequest request) {
        var wanted = OF_PROJECT.matcher(request.query().getOrDefault("q", ""));
        if (!request.method().equals("GET") || !wanted.matches()) {
            throw new Refused("q");
        }
        var project = harbor.project(Long.parseLong(wanted.group(1)));
        return FakeReply.page(
                request,
                robots.values().stream()
                        .filter(robot -> namespace(robot).equals(project.name))
                        .toList());
    }

    private FakeReply create(FakeRequest request) {
        var body = request.json(CREATED);
        check(body);
        var name = body.path("name").asText();
        var project = harbor.projects.get(namespace(body));
        if (!NAME.matcher(name).matches() || project == null) {
            throw new Refused("name " + name);
        }
        var shown = PREFIX + project.name + "+" + name;
        if (robots.values().stream()
                .anyMatch(robot -> robot.get("name").asText().equals(shown))) {
            return FakeReply.error(409, "CONFLICT");
        }
        var robot = add(shown, body.path("duration").asInt(), body.get("permissions"))
                .put("description", body.path("description").asText());
        long id = robot.get("id").asLong();
        return FakeReply.json(
                        201,
                        HarborApi.object()
                                .put("id", id)
                                .put("name", shown)
                                .put("secret", newSecret(id))
                                .put("creation_time", robot.get("creation_time").asText())
                                .put("expires_at", robot.get("expires_at").asLong()))
                .with("Location", request.path() + "/" + id);
    }

    /** An account as Harbor stores it. */
    ObjectNode add(String shown, int days, JsonNode permissions) {
        long id = harbor.nextId();
        var robot = HarborApi.object()
                .put("id", id)
                .put("name", shown)
                .put("level", "project")
                .put("duration", days)
                .put("editable", true)
                .put("disable", false)
                .put("creation_time", FakeHarbor.time(harbor.now))
                .put("expires_at", expiry(harbor.now, days));
        robot.set("permissions", permissions);
        robots.put(id, robot);
        return robot;
    }

    private FakeReply update(FakeRequest request, ObjectNode robot) {
        var body = request.json(UPDATED);
        check(body);
        if (!body.path("name").equals(robot.get("name")) || !namespace(body).equals(namespace(robot))) {
            throw new Refused("cannot update the level or name of robot");
        }
        int days = body.path("duration").asInt();
        if (days != robot.get("duration").asInt()) {
            var created = Instant.parse(robot.get("creation_time").asText());
            robot.put("duration", days).put("expires_at", expiry(created, days));
        }
        robot.put("disable", body.path("disable").asBoolean())
                .put("description", body.path("description").asText());
        robot.set("permissions", body.get("permissions"));
        return FakeReply.done(200);
    }

    private static long expiry(Instant from, int days) {
        return days == -1 ? -1 : from.atZone(ZoneOffset.UTC).plusDays(days).toEpochSecond();
    }

    private static void check(JsonNode body) {
        int days = body.path("duration").asInt();
        var permissions = body.path("permissions");
        if ((days != -1 && days <= 0) || !body.path("level").asText().equals("project") || permissions.size() != 1) {
            throw new Refused("duration, level or permissions");
        }
        FakeRequest.only(permissions.get(0), Set.of("kind", "namespace", "access"));
        for (var access : permissions.get(0).path("access")) {
            FakeRequest.only(access, Set.of("resource", "action", "effect"));
            if (!access.path("resource").asText().equals("repository")
                    || !List.of("pull", "push").contains(access.path("action").asText())) {
                throw new Refused("access");
            }
        }
    }

    private String newSecret(long id) {
        var secret = "Robot-Secret-" + ++made;
        secrets.put(id, secret);
        return secret;
    }

    private static String namespace(JsonNode robot) {
        return robot.path("permissions").path(0).path("namespace").asText();
    }
}
