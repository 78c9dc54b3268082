// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.HOST;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random answers for one repository: unusual statuses, headers and bodies, from a seed. After any answer of a registry,
 * the question has a value or a problem, costs few requests, and the list of the neighbour is right.
 */
@Slow
class HostileRegistryTest extends ServedLayout {
    private static final ImageRepository NEIGHBOUR = ImageRepository.parse(HOST + "/team-b/app");
    private static final int ROUNDS = 60;
    /** Far more than the images here need, and few enough to be harmless. */
    private static final int MAX_REQUESTS = 400;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\u0000",
            "sha256:" + "0".repeat(64),
            "sha256:" + "a-".repeat(50_000),
            "sha512:" + "f".repeat(128),
            "a.".repeat(3_000) + ":x",
            "</v2/team-a/app1/dev/tags/list?last=a>; rel=\"next\"",
            "<" + "a,;".repeat(2_000),
            "Bearer realm=\"" + "\\".repeat(4_000),
            "Bearer realm=\"http://169.254.169.254/\",service=\"x\"",
            "Basic " + "a=\"b\",".repeat(1_000),
            "-1",
            "99999999999999999999",
            "0",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "/v2/team-a/app1/dev/manifests/1.0.0",
            "http://[",
            "//",
            "text/html",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.v1+json",
            "<".repeat(20_000));
    private static final List<String> HEADERS = List.of(
            "Link",
            "WWW-Authenticate",
            "Docker-Content-Digest",
            "Retry-After",
            "Location",
            "Content-Type",
            "Docker-Distribution-Api-Version");
    private static final List<Integer> STATUSES =
            List.of(200, 200, 200, 201, 204, 301, 307, 400, 401, 403, 404, 404, 405, 410, 418, 500, 503);
    private static final List<String> VALUES = List.of(
            "null",
            "[]",
            "{}",
            "-1",
            "1e999999999",
            "9".repeat(2_000),
            "true",
            "\"\"",
            "\"x\"",
            "\"\\ud800\"",
            "\"" + "a-".repeat(100_000) + "\"",
            "[".repeat(2_000) + "]".repeat(2_000),
            "[" + "{},".repeat(60_000) + "{}]",
            "{" + "\"k\":1,".repeat(2_000) + "\"l\":1}");

    @BeforeEach
    void neighbour() {
        OciLayoutWriter.in(root, NEIGHBOUR).write(TAG, image(EARLY));
        writer.writeIndex(Tag.parse("index"), List.of(image(EARLY)));
    }

    private static <T> T one(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private Reply answer(Random random, Request request) {
        var right = server.answer(request);
        if (request.path().contains("/team-b/") || random.nextInt(4) == 0) {
            return right;
        }
        var odd = right;
        if (random.nextBoolean()) {
            odd = odd.with(one(random, HEADERS), header(one(random, TEXTS)));
        }
        if (random.nextInt(3) == 0) {
            odd = new Reply(one(random, STATUSES), odd.headers(), odd.body(), odd.announced());
        }
        if (random.nextBoolean()) {
            var body = body(random, odd.body().toArray());
            odd = new Reply(odd.status(), odd.headers(), Bytes.of(body), body.length);
        }
        return odd.status() == 204 ? new Reply(204, odd.headers(), Bytes.of(new byte[0]), 0) : odd;
    }

    /** The text without characters that the test's own server would refuse. */
    private static String header(String text) {
        return text.replace('\u0000', '_');
    }

    private static byte[] body(Random random, byte[] right) {
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(right, random.nextInt(right.length + 1));
            case 1 -> {
                var changed = right.clone();
                if (changed.length > 0) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                yield changed;
            }
            case 2 -> one(random, VALUES).getBytes(StandardCharsets.UTF_8);
            default -> {
                var text = new String(right, StandardCharsets.UTF_8);
                int colon = text.indexOf(':', text.isEmpty() ? 0 : random.nextInt(text.length()));
                yield (colon < 0 ? text : text.substring(0, colon + 1) + one(random, VALUES) + "}")
                        .getBytes(StandardCharsets.UTF_8);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @Timeout(120)
    void is_read_within_limits_and_ends_in_a_result_or_a_problem(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var name = "seed " + seed + ", round " + round;
            var ofRound = new Random(random.nextLong());
            server.answerFirst(request -> {
                synchronized (ofRound) {
                    return answer(ofRound, request);
                }
            });
            int before = server.requests().size();
            var registry = client(server.url(), Duration.ofSeconds(30));

            var listings = registry.list(List.of(new Wanted(REPOSITORY, null), new Wanted(NEIGHBOUR, null)));
            resolved(registry, name);

            assertThat(listings).as(name).containsOnlyKeys(REPOSITORY, NEIGHBOUR);
            assertThat(listings.get(NEIGHBOUR))
                    .as(name)
                    .isInstanceOfSatisfying(
                            Listing.Known.class,
                            known -> assertThat(known.images()).hasSize(1));
            assertThat(
                            listings.get(REPOSITORY) instanceof Listing.Unavailable unavailable
                                    ? unavailable.problem().code()
                                    : ProblemCode.REGISTRY_FAULT)
                    .as(name)
                    .isNotIn(ProblemCode.INTERNAL, ProblemCode.OUT_OF_MEMORY);
            assertThat(server.requests().size() - before).as(name).isLessThan(MAX_REQUESTS);
        }
    }

    /** A value or a problem; anything else fails the test. */
    private static void resolved(DistributionImageRegistry registry, String name) {
        try {
            assertThat(registry.resolve(REPOSITORY, TAG)).as(name).isNotNull();
        } catch (IdpException e) {
            assertThat(e.problem().what()).as(name).hasSizeLessThan(1_000);
        }
    }
}
