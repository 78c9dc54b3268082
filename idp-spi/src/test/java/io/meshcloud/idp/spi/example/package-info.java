/** The example of the README, compiled. */
@NullMarked
package io.meshcloud.idp.spi.example;

import org.jspecify.annotations.NullMarked;
