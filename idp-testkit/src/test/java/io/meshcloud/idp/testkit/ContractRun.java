// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.HashSet;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract class against an implementation that breaks a promise on purpose. */
public final class ContractRun {
    private ContractRun() {}

    /** The names of the tests that fail. */
    public static Set<String> failures(Class<?> contract) {
        return results(contract, TestExecutionResult.Status.FAILED);
    }

    /** The names of the tests that are skipped while they run, as where a program is missing. */
    public static Set<String> skipped(Class<?> contract) {
        return results(contract, TestExecutionResult.Status.ABORTED);
    }

    private static Set<String> results(Class<?> contract, TestExecutionResult.Status wanted) {
        var names = new HashSet<String>();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == wanted) {
                    names.add(test.getSource()
                            .filter(MethodSource.class::isInstance)
                            .map(source -> ((MethodSource) source).getMethodName())
                            .orElse(test.getDisplayName()));
                }
            }
        });
        return names;
    }
}
