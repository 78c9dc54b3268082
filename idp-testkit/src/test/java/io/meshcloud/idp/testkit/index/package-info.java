/** The index of a state repository on the fake: it always says what reading every file would. */
@NullMarked
package io.meshcloud.idp.testkit.index;

import org.jspecify.annotations.NullMarked;
