// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Instant;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.signing.ssh.SigningKeyDatabase;
import org.eclipse.jgit.signing.ssh.VerificationException;
import org.jspecify.annotations.Nullable;

/**
 * Lets JGit ask our own reading of the allowed signers. JGit has one database for the whole process, so each question
 * carries the signers that it is about.
 */
final class SignerDatabase implements SigningKeyDatabase {
    private SignerDatabase() {}

    static void install() {
        SigningKeyDatabase.setInstance(new SignerDatabase());
    }

    /** Settings that carry the signers. */
    static final class Question extends GpgConfig {
        private final AllowedSigners signers;

        Question(AllowedSigners signers) {
            super(new Config());
            this.signers = signers;
        }
    }

    @Override
    public boolean isRevoked(Repository repository, GpgConfig config, PublicKey key) {
        return false;
    }

    @Override
    public @Nullable String isAllowed(
            Repository repository, GpgConfig config, PublicKey key, String namespace, @Nullable PersonIdent ident)
            throws IOException, VerificationException {
        var at = ident == null ? Instant.EPOCH : ident.getWhenAsInstant();
        return config instanceof Question question
                ? question.signers.principal(key, at).orElse(null)
                : null;
    }
}
