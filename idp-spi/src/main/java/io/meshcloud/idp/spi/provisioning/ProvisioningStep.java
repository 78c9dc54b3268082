package io.meshcloud.idp.spi.provisioning;

import java.util.Objects;

/**
 * One thing at a registry and what became of it.
 *
 * @param thing what, by the registry's name for it, such as {@code project likvid-hello-api-dev}
 */
public record ProvisioningStep(String thing, Verdict verdict) {
    public ProvisioningStep {
        Objects.requireNonNull(thing, "thing");
        Objects.requireNonNull(verdict, "verdict");
    }

    /** What became of it. */
    public enum Verdict {
        MADE("made"),
        /** It was there and as it has to be. */
        PRESENT("present"),
        /** It was there, and differed in what is ours. */
        MENDED("mended"),
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
