/** What tests of every room share. */
@NullMarked
package io.meshcloud.idp.testkit;

import org.jspecify.annotations.NullMarked;
