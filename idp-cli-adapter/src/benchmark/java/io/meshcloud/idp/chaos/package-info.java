/** Injects faults while several processes release, and checks that nothing is lost, doubled or wrong. */
@NullMarked
package io.meshcloud.idp.chaos;

import org.jspecify.annotations.NullMarked;
