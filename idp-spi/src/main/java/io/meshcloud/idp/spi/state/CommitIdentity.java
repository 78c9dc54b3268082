package io.meshcloud.idp.spi.state;

import java.util.Objects;

/**
 * Who stands in a commit as its author or committer, as Git has it: nobody checked it, and anybody can write anything.
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
