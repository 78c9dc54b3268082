// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Instant;

/**
 * A requested update. Its request id identifies it on the server, and no other update has its image.
 *
 * @param writer the requester, who sends one update after another
 * @param number the update's number, per writer
 * @param app the environment
 */
record Update(int writer, int number, int app) {
    private static final Instant CREATED = Instant.parse("2026-10-01T12:00:00Z");

    RequestId id() {
        return new RequestId("%08x-0000-4000-8000-%012x".formatted(writer, number), true);
    }

    EnvironmentAddress address() {
        return address(app);
    }

    static EnvironmentAddress address(int app) {
        return EnvironmentAddress.parse("likvid/app-" + app + "/dev");
    }

    ImageRepository repository() {
        return repository(app);
    }

    static ImageRepository repository(int app) {
        return ImageRepository.parse("registry.example.org/likvid/app-" + app + "/dev");
    }

    TestImage image() {
        return TestImage.of("writer " + writer + ", update " + number, CREATED.plusSeconds(number));
    }

    /** The writer in a request id. */
    static int writerOf(String requestId) {
        return Integer.parseInt(requestId.substring(0, 8), 16);
    }

    /** The number in a request id. */
    static int numberOf(String requestId) {
        return Integer.parseInt(requestId.substring(requestId.length() - 12), 16);
    }
}
