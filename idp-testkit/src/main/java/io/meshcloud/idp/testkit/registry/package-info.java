/** The contract of the registry ports as tests to subclass, and a fake in memory that keeps it. */
@NullMarked
package io.meshcloud.idp.testkit.registry;

import org.jspecify.annotations.NullMarked;
