/** Tests of the rules about proxies. */
@NullMarked
package io.meshcloud.idp.spi.network;

import org.jspecify.annotations.NullMarked;
