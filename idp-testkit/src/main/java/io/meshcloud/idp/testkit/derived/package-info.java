/** Contract tests for the generators of derived files, and a simple generator. */
@NullMarked
package io.meshcloud.idp.testkit.derived;

import org.jspecify.annotations.NullMarked;
