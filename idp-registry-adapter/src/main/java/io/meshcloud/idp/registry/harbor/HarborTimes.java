package io.meshcloud.idp.registry.harbor;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Times as Harbor writes them; the year 1 is its way to say never. */
final class HarborTimes {
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private HarborTimes() {}

    static Optional<Instant> read(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant()).filter(time -> !time.equals(NEVER));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Seconds since 1970; none when it is not positive, as for an account that never expires. */
    static Optional<Instant> ofSeconds(long seconds) {
        return seconds > 0 ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }
}
