// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.google.re2j.Pattern;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name of a robot account that idp creates. It contains the repository, because each environment of a shared
 * project has its own accounts; then the purpose; and the generation, if it is not the first. If the repository is not
 * valid in such a name, or is long, the name has a hash of it.
 *
 * <p>Source: Harbor, {@code src/server/v2.0/handler/robot.go}, {@code validateName}: lower-case letters and digits with
 * single {@code .}, {@code _} or {@code -} between them. Harbor prepends a prefix, the project and {@code +}.
 */
record RobotName(HarborRepository repository, RobotPurpose purpose, int generation) {
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern OTHER_CHARACTERS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern GENERATION = Pattern.compile("-([1-9][0-9]{0,5})");
    private static final int MAX_LENGTH = 64;
    private static final int HASH_LENGTH = 8;

    static RobotName first(HarborRepository repository, RobotPurpose purpose) {
        return new RobotName(repository, purpose, 1);
    }

    RobotName next() {
        return new RobotName(repository, purpose, generation + 1);
    }

    /** The name without what Harbor prepends. */
    String value() {
        return stem() + (generation == 1 ? "" : "-" + generation);
    }

    /**
     * Reads an account's full name; empty if the account is not of this repository and purpose.
     *
     * @param login the name with a prefix that Harbor's administrator chooses, and the project
     */
    static Optional<RobotName> read(HarborRepository repository, RobotPurpose purpose, String login) {
        var stem = first(repository, purpose).stem();
        var own = login.substring(login.lastIndexOf('+') + 1);
        if (!login.endsWith(repository.project() + "+" + own) || !own.startsWith(stem)) {
            return Optional.empty();
        }
        if (own.equals(stem)) {
            return Optional.of(first(repository, purpose));
        }
        var generation = GENERATION.matcher(own.substring(stem.length()));
        return generation.matches()
                ? Optional.of(new RobotName(repository, purpose, Integer.parseInt(generation.group(1))))
                : Optional.empty();
    }

    private String stem() {
        var path = repository.name();
        if (path.length() <= MAX_LENGTH && PLAIN.matcher(path).matches()) {
            return path + "-" + purpose.word();
        }
        var words = OTHER_CHARACTERS.matcher(path).replaceAll("-");
        var cut = words.substring(0, Math.min(MAX_LENGTH, words.length()));
        var stem = cut.endsWith("-") ? cut.substring(0, cut.length() - 1) : cut;
        var hash = Digest.of(path.getBytes(StandardCharsets.UTF_8)).hex().substring(0, HASH_LENGTH);
        return stem + "." + hash + "-" + purpose.word();
    }
}
