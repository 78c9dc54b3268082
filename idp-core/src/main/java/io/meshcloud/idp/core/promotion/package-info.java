/** Promotes the image that runs in one environment to another one, along the platform's allowed paths. */
@NullMarked
package io.meshcloud.idp.core.promotion;

import org.jspecify.annotations.NullMarked;
