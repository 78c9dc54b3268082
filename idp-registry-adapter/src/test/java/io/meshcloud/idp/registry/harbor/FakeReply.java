// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer of the fake. */
public record FakeReply(int status, Map<String, String> headers, String body) {
    static FakeReply json(int status, JsonNode body) {
        return text(status, "application/json; charset=utf-8", body.toString());
    }

    public static FakeReply text(int status, String type, String body) {
        return new FakeReply(status, Map.of("Content-Type", type), body);
    }

    static FakeReply done(int status) {
        return new FakeReply(status, Map.of(), "");
    }

    static FakeReply created(String location) {
        return done(201).with("Location", location);
    }

    /** An error in Harbor's form. */
    static FakeReply error(int status, String code) {
        return error(status, code, "said by the fake");
    }

    /** An error in Harbor's form. */
    static FakeReply error(int status, String code, String message) {
        var body = HarborApi.object();
        body.putArray("errors").addObject().put("code", code).put("message", message);
        return json(status, body);
    }

    /** The answer to a change while Harbor is read-only. */
    static FakeReply readOnly() {
        return error(403, "DENIED", "The system is in read only mode. Any modification is prohibited.");
    }

    static FakeReply bad(String why) {
        var body = HarborApi.object();
        body.putArray("errors").addObject().put("code", "BAD_REQUEST").put("message", why);
        return json(400, body);
    }

    /** The answer of Harbor's router for a path that this version does not have. */
    static FakeReply noPath(String path) {
        return json(404, HarborApi.object().put("code", 404).put("message", "path " + path + " was not found"));
    }

    /** One page of a list, with its headers. */
    static FakeReply page(FakeRequest request, List<? extends JsonNode> all) {
        int number = Integer.parseInt(request.query().getOrDefault("page", "1"));
        int size = Integer.parseInt(request.query().getOrDefault("page_size", "10"));
        if (size > 100) {
            return error(
                    422,
                    "UNPROCESSABLE_ENTITY",
                    "validation failure list:\npage_size in query should be less than or equal to 100");
        }
        if (number < 1) {
            return bad("page out of range");
        }
        int from = Math.min(all.size(), (number - 1) * size);
        int to = Math.min(all.size(), from + size);
        var body = HarborApi.object().putArray("page");
        all.subList(from, to).forEach(body::add);
        var reply = json(200, body).with("X-Total-Count", String.valueOf(all.size()));
        if (to == all.size()) {
            return reply;
        }
        var query = new TreeMap<>(request.query());
        query.put("page", String.valueOf(number + 1));
        var link = new StringBuilder();
        query.forEach((name, value) ->
                link.append(link.isEmpty() ? "?" : "&").append(name).append('=').append(value));
        return reply.with("Link", "<" + request.path() + link + "> ; rel=\"next\"");
    }

    /** The answer as a broken proxy sends it; the same answer if it is not a list. */
    FakeReply withoutLastEntry() {
        if (!headers.containsKey("X-Total-Count")) {
            return this;
        }
        try {
            var list = (ArrayNode) new ObjectMapper().readTree(body);
            if (!list.isEmpty()) {
                list.remove(list.size() - 1);
            }
            return new FakeReply(status, headers, list.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public FakeReply with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new FakeReply(status, more, body);
    }
}
