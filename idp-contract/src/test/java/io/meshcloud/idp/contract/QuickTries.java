// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract;

import java.util.List;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.Store;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/**
 * Ends each property after {@code idp.quick.tries} tries, also a property that sets its own number of tries. Without
 * that system property nothing changes. jqwik finds this hook as a service, also in the modules that have the tests of
 * this module on their class path.
 */
public final class QuickTries implements AroundTryHook {
    private static final int MAX_TRIES = Integer.getInteger("idp.quick.tries", Integer.MAX_VALUE);

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public TryExecutionResult aroundTry(TryLifecycleContext context, TryExecutor executor, List<Object> parameters) {
        var result = executor.execute(parameters);
        var tries = Store.<Integer>getOrCreate(QuickTries.class, Lifespan.PROPERTY, () -> 0);
        tries.update(before -> before + 1);
        return result.isSatisfied() && tries.get() >= MAX_TRIES ? TryExecutionResult.satisfied(true) : result;
    }
}
