// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import java.util.Objects;

/** The result of checking a commit's signature. */
public sealed interface CommitSignature {

    /** The commit has no signature. */
    record None() implements CommitSignature {}

    /** The commit has a signature, and no allowed signers are configured. */
    record NotChecked() implements CommitSignature {}

    /**
     * The signature is valid, and its key belongs to an allowed signer.
     *
     * @param signer the key's owner, as named in the list of allowed signers
     */
    record Good(String signer) implements CommitSignature {
        public Good {
            Objects.requireNonNull(signer, "signer");
        }
    }

    /**
     * The key does not belong to an allowed signer. The signature itself is valid, or is of a kind that cannot be
     * checked.
     *
     * @param key the key's fingerprint, or its kind
     */
    record UnknownKey(String key) implements CommitSignature {
        public UnknownKey {
            Objects.requireNonNull(key, "key");
        }
    }

    /**
     * The signature does not match the commit, or its key was not valid at the time of the commit.
     *
     * @param why the reason, for a person
     */
    record Bad(String why) implements CommitSignature {
        public Bad {
            Objects.requireNonNull(why, "why");
        }
    }
}
