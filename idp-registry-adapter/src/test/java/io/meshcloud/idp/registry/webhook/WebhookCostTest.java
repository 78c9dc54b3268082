// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.registry.webhook.WebhookAnswer.Decoded;
import io.meshcloud.idp.registry.webhook.WebhookAnswer.RefusedDelivery;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a delivery within the size limit may cost: few pushes, and little CPU. */
class WebhookCostTest {
    private static final int LIMIT = 16 * WebhookSource.DEFAULT_MAX_BYTES;
    private static final Duration MAX_CPU = Duration.ofSeconds(5);
    private static final WebhookFormat TAGS = WebhookFormat.json(JsonMapping.of("/r")
            .withTag("/t")
            .withDigest("/d")
            .withMediaType("/m")
            .withEventId("/d")
            .withAt("/d")
            .withActor("/d"));

    private static WebhookAnswer decode(WebhookFormat format, String body) {
        var source = new WebhookSource(
                "a-registry",
                Samples.HOST,
                format,
                Samples.authorization(Samples.SECRET),
                PathMapping.UNCHANGED,
                LIMIT);
        var thread = ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadCpuTime();
        var answer = Samples.decode(source, body.getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - before)).isLessThan(MAX_CPU);
        return answer;
    }

    private static String list(int count, Supplier<String> entry) {
        return "[" + String.join(",", Collections.nCopies(count, entry.get())) + "]";
    }

    private static void assertAThousandAndAProblem(WebhookAnswer answer) {
        assertThat(answer).isInstanceOfSatisfying(Decoded.class, decoded -> {
            assertThat(decoded.pushes()).hasSize(1_000);
            assertThat(decoded.unusable())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.what()).contains("more than 1000 events"));
        });
    }

    @Test
    void the_first_thousand_tags_are_read() {
        assertAThousandAndAProblem(
                decode(TAGS, "{\"r\":\"team-a/app1/dev\",\"t\":" + list(100_000, () -> "\"1\"") + "}"));
    }

    @Test
    void the_first_thousand_events_are_read() {
        var event = "{\"action\":\"push\",\"target\":{\"repository\":\"team-a/app1/dev\",\"tag\":\"1\"}}";

        assertAThousandAndAProblem(decode(new DistributionFormat(), "{\"events\":" + list(5_000, () -> event) + "}"));
    }

    @Test
    void all_of_a_thousand_events_are_read() {
        var event = "{\"action\":\"push\",\"target\":{\"repository\":\"team-a/app1/dev\",\"tag\":\"1\"}}";

        assertThat(decode(new DistributionFormat(), "{\"events\":" + list(1_000, () -> event) + "}"))
                .isInstanceOfSatisfying(Decoded.class, decoded -> {
                    assertThat(decoded.pushes()).hasSize(1_000);
                    assertThat(decoded.unusable()).isEmpty();
                });
    }

    @Test
    void the_first_thousand_of_other_events_are_read() {
        var answer =
                decode(new DistributionFormat(), "{\"events\":" + list(30_000, () -> "{\"action\":\"pull\"}") + "}");

        assertThat(Samples.ignoredOf(answer).unusable()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 10_000, 250_000})
    void long_texts_with_many_tags_are_decoded_quickly(int length) {
        for (var text : new String[] {"a", "a-", " ", "1", "sha256:0f", "a:", "é"}) {
            var value = text.repeat(length / text.length());
            var body = "{\"r\":\"" + value + "\",\"d\":\"" + value + "\",\"m\":\"" + value + "\",\"t\":"
                    + list(50_000, () -> "\"1\"") + "}";

            assertThat(decode(TAGS, body)).isNotNull();
        }
    }

    @Test
    void long_tags_are_decoded_quickly() {
        assertThat(decode(
                        TAGS,
                        "{\"r\":\"team-a/app1/dev\",\"t\":" + list(60, () -> '"' + "a-".repeat(125_000) + '"') + "}"))
                .isNotNull();
    }

    @Test
    void more_values_than_any_event_has_are_refused() {
        assertThat(decode(TAGS, "{\"t\":" + list(3_000_000, () -> "[]") + "}")).isInstanceOf(RefusedDelivery.class);
    }
}
