// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;

/**
 * The way in which a request arrived. All triggers are handled alike; only {@linkplain #isAutomation automation} is
 * bound by the order of images, the deploy mode, freezes and stops. An updater of your own has its own trigger:
 * {@code Trigger.of("acme-updater")}.
 *
 * @param observedBy the word in {@code release.yaml} and in the {@code Idp-Trigger} trailer: lower-case letters, digits
 *     and single hyphens, starting with a letter, at most 63 characters
 * @param isAutomation whether no person named the image
 */
public record Trigger(String observedBy, boolean isAutomation) {
    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 63;

    private static final String CONTROLLER = "platform-release-controller";

    /** The meshStack Building Block of ADR-004. */
    public static final Trigger BUILDING_BLOCK = of("app-env-config-building-block");
    /** A registry event or the poll. */
    public static final Trigger RELEASE_CONTROLLER = ofAutomation(CONTROLLER);

    public static final Trigger CLI = of("idp-cli");
    public static final Trigger HTTP = of("idp-http");

    public Trigger {
        requireName(observedBy);
        if (!isAutomation && observedBy.equals(CONTROLLER)) {
            throw refused(observedBy, "is the platform's own automation", "choose another name");
        }
    }

    private static IdpException refused(String name, String why, String fix) {
        return Problem.of(ProblemCode.INVALID_TEXT, Quoted.of(name) + " " + why, "", fix)
                .asException();
    }

    /**
     * Checks a name, for example one that is read from a commit.
     *
     * @return the name
     * @throws IdpException {@link ProblemCode#INVALID_TEXT} if it is not the name of a trigger
     */
    public static String requireName(String name) {
        boolean isName = name.length() <= MAX_LENGTH && Ascii.isHyphenated(name) && Ascii.isLowerCase(name.charAt(0));
        if (!isName) {
            throw refused(
                    name,
                    "is not the name of a trigger",
                    "use 1 to " + MAX_LENGTH
                            + " lower-case letters, digits and single hyphens, starting with a letter, for example"
                            + " acme-updater");
        }
        return name;
    }

    /**
     * A trigger through which people release.
     *
     * @throws IdpException {@link ProblemCode#INVALID_TEXT} if it is not a name
     */
    public static Trigger of(String observedBy) {
        return new Trigger(observedBy, false);
    }

    /**
     * A trigger that releases without a person: bound by the order of images, the deploy mode, freezes and stops.
     *
     * @throws IdpException {@link ProblemCode#INVALID_TEXT} if it is not a name
     */
    public static Trigger ofAutomation(String observedBy) {
        return new Trigger(observedBy, true);
    }

    @Override
    public String toString() {
        return observedBy;
    }
}
