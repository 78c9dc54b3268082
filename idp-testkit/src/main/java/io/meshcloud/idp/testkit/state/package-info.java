/** What every {@code StateRepository} must keep, as tests to subclass, and a fake that keeps it in memory. */
@NullMarked
package io.meshcloud.idp.testkit.state;

import org.jspecify.annotations.NullMarked;
