package io.meshcloud.idp.core.release;

import io.meshcloud.idp.core.state.StateRepository;

/** Tells what happened to an environment, from Git alone: releases, rollbacks, holds, changes, and foreign commits. */
public final class HistoryService {
    public HistoryService(StateRepository repository) {
        throw new UnsupportedOperationException();
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#ENVIRONMENT_NOT_FOUND} if nothing ever lay at the
     *     address; whatever the repository throws
     */
    public HistoryPage history(HistoryRequest request) {
        throw new UnsupportedOperationException();
    }
}
