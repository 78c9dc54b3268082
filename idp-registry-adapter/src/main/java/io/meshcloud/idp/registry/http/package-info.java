/** Talking to a registry: sessions with tokens, redirects that go nowhere near, patience with limits, trouble told. */
@NullMarked
package io.meshcloud.idp.registry.http;

import org.jspecify.annotations.NullMarked;
