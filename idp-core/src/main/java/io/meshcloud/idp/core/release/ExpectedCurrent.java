// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.image.Digest;
import java.util.Objects;

/** The image that the caller expects to run: compare-and-set for people and programs ({@code --expect-current}). */
public sealed interface ExpectedCurrent {

    /** No expectation. */
    static ExpectedCurrent anything() {
        return new Anything();
    }

    /**
     * Reads {@code none} or a digest.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_IMAGE} if it is neither
     */
    static ExpectedCurrent parse(String value) {
        return value.equals("none") ? new Nothing() : new Exactly(Digest.parse(value));
    }

    /** Any state of the environment is accepted. */
    record Anything() implements ExpectedCurrent {}

    /** There is no {@code release.yaml}. */
    record Nothing() implements ExpectedCurrent {
        @Override
        public String toString() {
            return "none";
        }
    }

    /** Exactly this digest runs. */
    record Exactly(Digest digest) implements ExpectedCurrent {
        public Exactly {
            Objects.requireNonNull(digest, "digest");
        }

        @Override
        public String toString() {
            return digest.toString();
        }
    }
}
