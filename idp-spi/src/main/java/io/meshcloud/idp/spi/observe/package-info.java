/** What observers of a running idp get to know, for metrics, logs and alerts. */
@NullMarked
package io.meshcloud.idp.spi.observe;

import org.jspecify.annotations.NullMarked;
