// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.Optional;

/**
 * What one look cost.
 *
 * @param took the time of the look
 * @param cpu the CPU time of idp's process, of all its threads
 * @param registryCpu the CPU time of the registry; empty if the registry has no process of its own
 * @param requests the requests to the registry
 * @param commits the releases that were written
 */
record LookCost(
        Duration took, Duration cpu, Optional<Duration> registryCpu, long requests, BranchWatch.Commits commits) {

    double perEnvironment(int environments) {
        return (double) requests / environments;
    }
}
