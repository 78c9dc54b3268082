// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.view.EnvironmentView;
import java.util.Objects;
import java.util.Optional;

/**
 * The image that the caller expects to run: compare-and-set for people and programs ({@code --expect-current}), and for
 * a request that is relative to what runs.
 */
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

    /** What runs here, so that a later state is compared with it. */
    static ExpectedCurrent of(EnvironmentView view) {
        return view.runningDigest()
                .<ExpectedCurrent>map(Exactly::new)
                .orElseGet(() -> view.release().isAbsent()
                        ? new Nothing()
                        : new Unknown(view.release().bytes()));
    }

    /** Whether the environment is as expected. */
    boolean isMetBy(EnvironmentView view);

    /** The problem that the environment is not as expected; empty if it is. */
    default Optional<Problem> refusal(EnvironmentView view) {
        return isMetBy(view)
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemCode.NOT_CURRENT,
                        "expected " + this + ", but runs: " + of(view),
                        view.releasePath().value(),
                        "check `idp history` for what changed, and decide again"));
    }

    /** Any state of the environment is accepted. */
    record Anything() implements ExpectedCurrent {
        @Override
        public boolean isMetBy(EnvironmentView view) {
            return true;
        }

        @Override
        public String toString() {
            return "anything";
        }
    }

    /** There is no {@code release.yaml}. */
    record Nothing() implements ExpectedCurrent {
        @Override
        public boolean isMetBy(EnvironmentView view) {
            return view.release().isAbsent();
        }

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
        public boolean isMetBy(EnvironmentView view) {
            return view.runningDigest().equals(Optional.of(digest));
        }

        @Override
        public String toString() {
            return digest.toString();
        }
    }

    /**
     * Exactly this {@code release.yaml}, which names no digest or cannot be read.
     *
     * @param bytes empty if it is not a regular file of readable size
     */
    record Unknown(Optional<Bytes> bytes) implements ExpectedCurrent {
        @Override
        public boolean isMetBy(EnvironmentView view) {
            return of(view).equals(this);
        }

        @Override
        public String toString() {
            return "unknown";
        }
    }
}
