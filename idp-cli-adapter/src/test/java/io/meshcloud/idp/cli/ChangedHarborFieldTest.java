// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.registry.ChangedField;
import io.meshcloud.idp.registry.harbor.FakeReply;
import io.meshcloud.idp.registry.harbor.FakeRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A look at a Harbor if one field or header of one answer is changed. The answers are those of a real Harbor with the
 * names and times of the test.
 */
@Slow
class ChangedHarborFieldTest {
    private static final long SEED = 1;

    /** Of each field that a look depends on. */
    private static final int CHANGES = 2;

    /** Of all other fields together. */
    private static final int OTHER_CHANGES = 40;

    private static final Set<String> IMPORTANT = Set.of(
            "digest",
            "type",
            "repository_name",
            "tags",
            "name",
            "push_time",
            "update_time",
            "registry_id",
            "token",
            "created",
            "config",
            "mediaType");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, List<String>> HEADERS = Map.of(
            "X-Total-Count", List.of("", "0", "1", "-1", "7", "9999999", "many"),
            "Link", List.of("", "<x>; rel=\"next\"", "<<;"),
            "Docker-Content-Digest", List.of("", "x", "sha256:" + "0".repeat(64)),
            "Content-Type", List.of("", "text/html", "application/json"));

    @TempDir
    Path folder;

    private int platforms;
    private Map<String, Bytes> files = HarborPlatform.newEnvironments();

    /** A change of the answer to one request. */
    private record Change(String request, boolean isImportant, String what, UnaryOperator<FakeReply> of) {}

    private HarborPlatform newPlatform() {
        return new HarborPlatform(folder.resolve(String.valueOf(++platforms)), files);
    }

    @TestFactory
    Stream<DynamicTest> does_no_harm() {
        var changes = new LinkedHashMap<String, Change>();
        var others = new ArrayList<Change>();
        var random = new Random(SEED);
        try (var platform = newPlatform()) {
            files = platform.released();
            platform.look();
            assertThat(HarborPlatform.PUSHED)
                    .allMatch(each -> platform.running(each).equals("1.1.0"));
            for (var request : platform.harbor.requests()) {
                changes(request, platform.harbor.answer(request), random).forEach(change -> {
                    if (change.isImportant) {
                        changes.put(change.request + " " + change.what, change);
                    } else {
                        others.add(change);
                    }
                });
            }
            assertThat(platform.harbor.objections()).isEmpty();
        }
        assertThat(changes).hasSizeBetween(100, 400);
        Collections.shuffle(others, random);
        others.stream().limit(OTHER_CHANGES).forEach(change -> changes.put(change.request + " " + change.what, change));
        return changes.values().stream()
                .map(change -> DynamicTest.dynamicTest(change.request + " " + change.what, () -> check(change)));
    }

    /** Of the answers about the one environment, and about all. */
    private static Stream<Change> changes(FakeRequest request, FakeReply answer, Random random) {
        if (request.path().contains("team-b") || request.path().contains("more-")) {
            return Stream.empty();
        }
        var key = key(request);
        var ofHeaders = answer.headers().keySet().stream()
                .flatMap(name -> HEADERS.getOrDefault(name, List.of()).stream()
                        .map(value -> new Change(key, true, name + ": " + value, reply -> reply.with(name, value))));
        boolean isJson = answer.body().startsWith("{") || answer.body().startsWith("[");
        if (!request.method().equals("GET") || !isJson) {
            return ofHeaders;
        }
        var ofBody = ChangedField.some(json(answer.body()), random, CHANGES).stream()
                .map(field -> new Change(
                        key, IMPORTANT.contains(field.name()), field.toString(), reply -> with(reply, field)));
        return Stream.concat(ofHeaders, ofBody);
    }

    private static String key(FakeRequest request) {
        return request + " " + new TreeMap<>(request.query());
    }

    private static FakeReply with(FakeReply reply, ChangedField field) {
        return new FakeReply(
                reply.status(), reply.headers(), field.in(json(reply.body())).toString());
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(Change change) {
        try (var platform = newPlatform()) {
            var harbor = platform.harbor;
            harbor.answerFirst(
                    request -> key(request).equals(change.request) ? change.of.apply(harbor.answer(request)) : null);

            platform.lookWithoutHarm(change.request);
        }
    }
}
