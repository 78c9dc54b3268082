// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.problem.IdpException;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Provisioning at a Harbor whose answers have random values in them, from a seed: a result or a problem. */
@Slow
class HostileProvisioningTest extends ProvisioningTestCase {
    private static final int ROUNDS = 40;
    private static final List<String> VALUES = List.of(
            "null",
            "[]",
            "{}",
            "[{}]",
            "-1",
            "9223372036854775807",
            "1e400",
            "true",
            "\"\"",
            "\"x\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"" + "a-".repeat(20_000) + "\"",
            "[".repeat(100));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Timeout(120)
    void ends_in_a_result_or_a_problem(long seed) {
        provision();
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var ofRound = new Random(random.nextLong());
            harbor.last =
                    reply -> reply.body().startsWith("{") || reply.body().startsWith("[") ? odd(ofRound, reply) : reply;
            harbor.forget();

            resultOrProblem(this::provision);
            resultOrProblem(() -> provisioner().accounts(APP));
            resultOrProblem(() -> provisioner().remains(APP));

            assertThat(harbor.requests())
                    .as("seed " + seed + ", round " + round)
                    .hasSizeLessThan(200);
        }
    }

    private static void resultOrProblem(Supplier<?> call) {
        try {
            assertThat(call.get()).isNotNull();
        } catch (IdpException e) {
            assertThat(e.problem().what()).hasSizeLessThan(1_000);
        }
    }

    /** The answer with another value for one of its fields. */
    private static synchronized FakeReply odd(Random random, FakeReply right) {
        var text = right.body();
        int colon = text.indexOf("\":", random.nextInt(text.length()));
        if (colon < 0) {
            return right;
        }
        int end = colon + 2;
        while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        var value = VALUES.get(random.nextInt(VALUES.size()));
        return new FakeReply(
                right.status(), right.headers(), text.substring(0, colon + 2) + value + text.substring(end));
    }
}
