package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;

/** What came of one pass through the writer loop: an outcome, or a question that the state has raised meanwhile. */
public sealed interface Attempt {
    /** How often a question is answered anew before we give up: somebody keeps changing the environment. */
    int MOST = 5;

    record Done(ReleaseOutcome outcome) implements Attempt {}

    record Asking(FactsNeeded needed) implements Attempt {}

    static IdpException givenUp(EnvironmentAddress address) {
        return Problem.of(
                        ProblemCode.WRITE_CONFLICT,
                        "the environment kept changing while the registry was asked, " + MOST + " times in a row",
                        address.toString(),
                        "try again; if it stays so, look at `idp history` who changes it")
                .asException();
    }
}
