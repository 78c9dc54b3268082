// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of environments.
 *
 * @param total how many environments fit the query, on all pages
 * @param next the address to pass for the next page; absent on the last one
 * @param commit the commit that the list shows; absent if the branch has none
 * @param at when the Git server was asked: later commits may be missing
 */
public record EnvironmentListResult(
        List<EnvironmentSummaryView> environments,
        int total,
        @Nullable String next,
        @Nullable String commit,
        String at) {
    public EnvironmentListResult {
        environments = List.copyOf(environments);
    }
}
