// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import com.google.inject.AbstractModule;

/** Requires explicit bindings, so that a missing binding is an error at startup. */
final class StrictModule extends AbstractModule {
    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
    }
}
