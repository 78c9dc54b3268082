// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.bulkhead;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.function.Supplier;

/**
 * Runs the work for one repository, one host or one environment of many. A failure becomes the
 * {@link Problem} of that one only: the caller puts it into its row and continues with the others. Teams decide what is
 * in their images and files, so none of them may end the work for all.
 */
public final class Bulkhead {
    private Bulkhead() {}

    /**
     * Runs the work in the caller's thread.
     *
     * @param subject the repository, host or environment, as the place of the problem
     * @throws IdpException for every failure, also for an {@link Error}: {@link ProblemCode#OUT_OF_MEMORY} if the heap
     *     is full, {@link ProblemCode#INTERNAL} for any other failure that the work did not expect
     */
    public static <T> T call(String subject, Supplier<T> work) {
        try {
            return work.get();
        } catch (IdpException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw Problem.of(
                            ProblemCode.OUT_OF_MEMORY,
                            "this needed more memory than Java may use",
                            subject,
                            "look for unusually large images or files there, or give Java more memory")
                    .asException(e);
        } catch (RuntimeException | Error e) {
            throw Problem.of(
                            ProblemCode.INTERNAL,
                            "idp failed here and continued with the others: "
                                    + e.getClass().getSimpleName(),
                            subject,
                            "look for something unusual there, and report the defect with the output of IDP_DEBUG=1")
                    .asException(e);
        }
    }
}
