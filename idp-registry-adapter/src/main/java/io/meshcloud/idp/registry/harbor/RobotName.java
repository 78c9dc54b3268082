package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a robot account of ours is called: by its repository, so that environments that share a project keep apart, its
 * purpose, and from the second on its generation. A repository whose path is not a valid part of such a name, or is long,
 * gets a name with a hash in it.
 *
 * <p>Source: Harbor, {@code src/server/v2.0/handler/robot.go}, {@code validateName}: lower-case letters and digits with
 * single {@code .}, {@code _} or {@code -} between them; before it Harbor puts a prefix, the project and {@code +}.
 */
record RobotName(HarborPlace place, RobotPurpose purpose, int generation) {
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern GENERATION = Pattern.compile("-([1-9][0-9]{0,5})");
    private static final int MAX_LENGTH = 64;
    private static final int HASH_LENGTH = 8;

    static RobotName first(HarborPlace place, RobotPurpose purpose) {
        return new RobotName(place, purpose, 1);
    }

    RobotName next() {
        return new RobotName(place, purpose, generation + 1);
    }

    /** As it is given to Harbor. */
    String value() {
        return stem() + (generation == 1 ? "" : "-" + generation);
    }

    /**
     * Reads a name as Harbor shows it; empty if the account is not of this place and purpose.
     *
     * @param shown with a prefix that the administrator chooses, and the project
     */
    static Optional<RobotName> read(HarborPlace place, RobotPurpose purpose, String shown) {
        var stem = first(place, purpose).stem();
        var own = shown.substring(shown.lastIndexOf('+') + 1);
        if (!shown.endsWith(place.project() + "+" + own) || !own.startsWith(stem)) {
            return Optional.empty();
        }
        if (own.equals(stem)) {
            return Optional.of(first(place, purpose));
        }
        var generation = GENERATION.matcher(own.substring(stem.length()));
        return generation.matches()
                ? Optional.of(new RobotName(place, purpose, Integer.parseInt(generation.group(1))))
                : Optional.empty();
    }

    private String stem() {
        var path = place.repository();
        if (path.length() <= MAX_LENGTH && PLAIN.matcher(path).matches()) {
            return path + "-" + purpose.word();
        }
        var words = path.replaceAll("[^a-z0-9]+", "-");
        var cut = words.substring(0, Math.min(MAX_LENGTH, words.length())).replaceAll("-$", "");
        var hash = Digest.of(path.getBytes(StandardCharsets.UTF_8)).hex().substring(0, HASH_LENGTH);
        return cut + "." + hash + "-" + purpose.word();
    }
}
