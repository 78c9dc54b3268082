/** Contract tests for adapters of the core's ports, and in-memory fakes that pass them. */
@NullMarked
package io.meshcloud.idp.testkit;

import org.jspecify.annotations.NullMarked;
