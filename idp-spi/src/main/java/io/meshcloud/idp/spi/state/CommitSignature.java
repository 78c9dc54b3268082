package io.meshcloud.idp.spi.state;

import java.util.Objects;

/** What a commit's signature is worth. */
public sealed interface CommitSignature {

    /** There is none. */
    record None() implements CommitSignature {}

    /** There is one, and nobody said whose signature counts. */
    record NotChecked() implements CommitSignature {}

    /**
     * It fits the commit, and its key is one of those that may sign.
     *
     * @param signer whose key it is, as the list of signers calls them
     */
    record Good(String signer) implements CommitSignature {
        public Good {
            Objects.requireNonNull(signer, "signer");
        }
    }

    /**
     * It fits the commit, or cannot be read here, and its key is none of those that may sign.
     *
     * @param key its fingerprint or kind
     */
    record UnknownKey(String key) implements CommitSignature {
        public UnknownKey {
            Objects.requireNonNull(key, "key");
        }
    }

    /**
     * It does not fit the commit, or its key was not valid then.
     *
     * @param why in words for a person
     */
    record Bad(String why) implements CommitSignature {
        public Bad {
            Objects.requireNonNull(why, "why");
        }
    }
}
