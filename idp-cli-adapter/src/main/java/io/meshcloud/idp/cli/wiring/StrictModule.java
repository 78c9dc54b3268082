package io.meshcloud.idp.cli.wiring;

import com.google.inject.AbstractModule;

/** Nothing is wired by guessing: what is not bound here is an error at start, not a surprise later. */
final class StrictModule extends AbstractModule {
    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
    }
}
