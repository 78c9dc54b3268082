/** The proxies between idp and other servers. Adapters open the connections; the rules are the same for all of them. */
@NullMarked
package io.meshcloud.idp.spi.network;

import org.jspecify.annotations.NullMarked;
