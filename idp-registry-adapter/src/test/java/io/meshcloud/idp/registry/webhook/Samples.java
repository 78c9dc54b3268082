// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;

/** Bodies of senders, and the sources that accept them. */
final class Samples {
    static final String HOST = "registry.example.tld";
    static final String SECRET = "Bearer hook-token-4711";
    static final ImageRepository REPOSITORY = ImageRepository.parse(HOST + "/team-a/app1/dev");
    static final Digest DIGEST =
            Digest.parse("sha256:904f2e77de599cf2eed426098dc6d596657d68b4caecf1f47900ff0820f22d2d");
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    /** Every sample with its format and headers. */
    static final List<Sample> ALL = List.of(
            new Sample("harbor", "harbor-2.16-push-artifact.json", Map.of()),
            new Sample("harbor", "harbor-2.16-push-artifact-by-digest.json", Map.of()),
            new Sample("harbor-cloudevents", "harbor-2.16-cloudevent-pushed.json", Map.of()),
            new Sample("distribution", "distribution-2.8-push-manifest.json", Map.of()),
            new Sample("distribution", "distribution-2.8-push-index.json", Map.of()),
            new Sample("distribution", "distribution-3-push-manifest.json", Map.of()),
            new Sample("distribution", "azure-push.json", Map.of()),
            new Sample("gitea", "gitea-package-created.json", Map.of("X-Gitea-Event", "package")),
            new Sample("github", "github-package-published.json", Map.of("X-GitHub-Event", "package")),
            new Sample(
                    "github", "github-registry-package-published.json", Map.of("X-GitHub-Event", "registry_package")),
            new Sample(
                    "zot",
                    "zot-image-updated-data.json",
                    Map.of("Ce-Specversion", "1.0", "Ce-Type", "zotregistry.image.updated", "Ce-Id", "e-1")));

    private Samples() {}

    record Sample(String format, String file, Map<String, String> headers) {
        WebhookAnswer decoded() {
            return decoded(body(file));
        }

        WebhookAnswer decoded(byte[] body) {
            return decode(source(WebhookFormat.named(format).orElseThrow()), body, headers);
        }

        WebhookAnswer decoded(String body) {
            return decoded(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    static Sample sample(String file) {
        return ALL.stream().filter(each -> each.file().equals(file)).findFirst().orElseThrow();
    }

    static WebhookSource source(WebhookFormat format) {
        return WebhookSource.of("a-registry", HOST, format, authorization(SECRET));
    }

    static WebhookAuthentication authorization(String... values) {
        return new WebhookAuthentication.AuthorizationHeader(
                List.of(values).stream().map(WebhookSecret::of).toList());
    }

    static byte[] body(String file) {
        try (var stream = Objects.requireNonNull(Samples.class.getResourceAsStream(file), file)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String file) {
        return new String(body(file), StandardCharsets.UTF_8);
    }

    /** The answer to a body with a valid secret, as JSON unless the headers say otherwise. */
    static WebhookAnswer decode(WebhookSource source, byte[] body, Map<String, String> headers) {
        var all = new HashMap<String, String>(Map.of("authorization", SECRET, "Content-Type", "application/json"));
        all.putAll(headers);
        return WebhookDecoder.decode(source, WebhookDelivery.of(headers(all), body, null));
    }

    static Map<String, List<String>> headers(Map<String, String> headers) {
        var all = new HashMap<String, List<String>>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return all;
    }

    static ImagePushed onlyPush(WebhookAnswer answer) {
        var pushes = decodedOf(answer).pushes();
        assertThat(pushes).hasSize(1);
        return pushes.get(0);
    }

    static WebhookAnswer.Decoded decodedOf(WebhookAnswer answer) {
        return answer.match(
                decoded -> decoded,
                ignored -> Assertions.fail("ignored: " + ignored),
                refused -> Assertions.fail("refused: " + refused));
    }

    static WebhookAnswer.Ignored ignoredOf(WebhookAnswer answer) {
        return answer.match(
                decoded -> Assertions.fail("decoded: " + decoded),
                ignored -> ignored,
                refused -> Assertions.fail("refused: " + refused));
    }

    static WebhookAnswer.RefusedDelivery refusedOf(WebhookAnswer answer) {
        return answer.match(
                decoded -> Assertions.fail("decoded: " + decoded),
                ignored -> Assertions.fail("ignored: " + ignored),
                refused -> refused);
    }

    /** The problem of the only event, which is unusable. */
    static Problem onlyUnusable(WebhookAnswer answer) {
        var unusable = ignoredOf(answer).unusable();
        assertThat(unusable).hasSize(1);
        return unusable.get(0);
    }
}
