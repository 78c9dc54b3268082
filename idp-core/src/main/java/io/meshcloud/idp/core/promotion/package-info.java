/** Taking the image that runs in one environment to another, along the platform's paths. */
@NullMarked
package io.meshcloud.idp.core.promotion;

import org.jspecify.annotations.NullMarked;
