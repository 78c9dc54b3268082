/** Utilities that the tests of all modules share. */
@NullMarked
package io.meshcloud.idp.testkit;

import org.jspecify.annotations.NullMarked;
