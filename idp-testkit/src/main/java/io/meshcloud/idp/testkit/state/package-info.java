/** The contract of {@code StateRepository} as tests to subclass, and a fake in memory that keeps it. */
@NullMarked
package io.meshcloud.idp.testkit.state;

import org.jspecify.annotations.NullMarked;
