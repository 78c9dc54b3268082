/** The writer loop: all queued changes on one base, one commit each, one push, compare-and-swap on the branch. */
@NullMarked
package io.meshcloud.idp.core.writer;

import org.jspecify.annotations.NullMarked;
