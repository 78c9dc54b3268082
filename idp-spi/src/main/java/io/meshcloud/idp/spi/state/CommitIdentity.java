// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import java.util.Objects;

/**
 * The author or committer of a commit, as Git stores it. Git does not verify it: anyone who can push can write
 * anything.
 *
 * @param name as written, may be empty
 * @param mail as written, may be empty
 */
public record CommitIdentity(String name, String mail) {
    public CommitIdentity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(mail, "mail");
    }

    /** {@code Name <mail>}, as Git prints it. */
    @Override
    public String toString() {
        return name + " <" + mail + ">";
    }
}
