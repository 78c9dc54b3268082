package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import java.util.function.Predicate;

/** The past of a GitOps State Repository, for whoever needs nothing else of it. */
@FunctionalInterface
public interface History {

    /** As {@link StateRepository#history}. */
    void walk(Snapshot from, StatePath path, Predicate<FileRevision> visitor);
}
