/** What every {@code ImageRegistry} must keep, as tests to subclass, and a fake that keeps it in memory. */
@NullMarked
package io.meshcloud.idp.testkit.registry;

import org.jspecify.annotations.NullMarked;
