// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import java.util.Objects;

/**
 * One thing at a registry and what was done to it.
 *
 * @param thing its kind and its name at the registry, such as {@code project likvid-hello-api-dev}
 */
public record ProvisioningStep(String thing, Verdict verdict) {
    public ProvisioningStep {
        Objects.requireNonNull(thing, "thing");
        Objects.requireNonNull(verdict, "verdict");
    }

    /** What was done. */
    public enum Verdict {
        /** It did not exist and was created. */
        MADE("made"),
        /** It existed as it has to be. */
        PRESENT("present"),
        /** It existed, differed from what the platform manages, and was changed. */
        CORRECTED("corrected"),
        /** It was deleted. */
        REMOVED("removed");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
