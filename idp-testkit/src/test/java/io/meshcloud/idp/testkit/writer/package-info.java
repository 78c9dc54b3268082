/** The writer loop on the fake: many callers, conflicts, refusals. */
@NullMarked
package io.meshcloud.idp.testkit.writer;

import org.jspecify.annotations.NullMarked;
