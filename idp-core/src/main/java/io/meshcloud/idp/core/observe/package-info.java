/** Hands the events of a process to its observers, without ever waiting for one. */
@NullMarked
package io.meshcloud.idp.core.observe;

import org.jspecify.annotations.NullMarked;
